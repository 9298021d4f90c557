package io.isobyte.internal;

import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * The owner of one native object.
 *
 * <p>A call announces the handle in its thread's {@link Scratch}, then looks whether it is closed;
 * closing marks it closed, then waits until no scratch announces it. With a full fence on both
 * sides one of the two sees the other, so nothing is freed under a running call, and calls of
 * different threads share nothing that they write.
 */
public final class Handle {
  static final Cleaner CLEANER = Cleaner.create();

  private final String what;
  private final long address;
  private final Cleaner.Cleanable cleanable;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean closed;

  /** Takes over a native object; {@code free} must not refer to this handle. */
  public Handle(String what, long address, LongConsumer free) {
    this.what = what;
    this.address = address;
    this.cleanable = CLEANER.register(this, () -> free.accept(address));
  }

  /** Runs a call that uses the native object. */
  public static <T> T use(Handle handle, LongFunction<T> body) {
    Scratch scratch = Scratch.take();
    try {
      long address = handle.enter(scratch);
      try {
        return body.apply(address);
      } finally {
        handle.exit(scratch);
      }
    } finally {
      scratch.give();
    }
  }

  /** Announces a call and gives the address for it. */
  public long enter(Scratch scratch) {
    Scratch.USING.setOpaque(scratch, this);
    VarHandle.fullFence();
    if (closed) {
      exit(scratch);
      throw IsobyteException.of(ErrorCode.CLOSED, "this " + what + " was closed before", "", -1);
    }
    return address;
  }

  /** The call is over. */
  public void exit(Scratch scratch) {
    Scratch.USING.setRelease(scratch, (Handle) null);
  }

  /** Waits for running calls, then frees. Later calls throw. */
  public void close() {
    closed = true;
    VarHandle.fullFence();
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    while (Scratch.anyUses(this)) {
      Thread.onSpinWait();
      Thread.yield();
    }
    cleanable.clean();
  }
}
