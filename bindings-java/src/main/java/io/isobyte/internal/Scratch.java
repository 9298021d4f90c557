package io.isobyte.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one thread needs for its calls, kept from one to the next: a tape each way, and memory for
 * bytes.
 */
public final class Scratch {
  /** Memory beyond this is given back after a call. */
  private static final int KEEP = 1 << 20;

  static final VarHandle USING;

  static {
    try {
      USING = MethodHandles.lookup().findVarHandle(Scratch.class, "using", Handle.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** All that may announce a handle. Held weakly by way of the cells' cleaners. */
  private static final Set<Cell> CELLS = ConcurrentHashMap.newKeySet();

  private static final ReferenceQueue<Scratch> QUEUE = new ReferenceQueue<>();

  private static final ThreadLocal<Scratch> LOCAL = ThreadLocal.withInitial(Scratch::new);

  /** The handle that the running call uses; touched by way of {@link #USING}. */
  @SuppressWarnings("unused")
  private Handle using;

  /** Encoded bytes on the way out, payload on the way in. */
  final Block bytes = new Block(4096);

  final Out out = new Out();
  final In in = new In();
  private boolean busy;

  private Scratch() {
    CELLS.add(new Cell(this));
  }

  /**
   * This thread's scratch, or another one if a call is under way already: getters may encode, too.
   */
  public static Scratch take() {
    Scratch scratch = LOCAL.get();
    if (scratch.busy) {
      scratch = new Scratch();
    }
    scratch.busy = true;
    return scratch;
  }

  /** The call is over. */
  public void give() {
    bytes.trim(KEEP);
    out.trim(KEEP);
    in.trim(KEEP);
    busy = false;
  }

  static boolean anyUses(Handle handle) {
    boolean any = false;
    for (Cell cell : CELLS) {
      Scratch scratch = cell.get();
      if (scratch == null) {
        CELLS.remove(cell);
      } else {
        any |= USING.getAcquire(scratch) == handle;
      }
    }
    return any;
  }

  /** A scratch that its thread may forget. */
  private static final class Cell extends WeakReference<Scratch> {
    Cell(Scratch scratch) {
      super(scratch, QUEUE);
      for (Reference<?> old = QUEUE.poll(); old != null; old = QUEUE.poll()) {
        CELLS.remove((Cell) old);
      }
    }
  }
}
