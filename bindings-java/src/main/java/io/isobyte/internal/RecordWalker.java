package io.isobyte.internal;

/** Records and other classes with fields. Subclasses, mostly generated ones, move the fields. */
public abstract class RecordWalker extends Nullable {
  private String[] names;
  private int[] slots;

  /** For subclasses, which are generated. */
  protected RecordWalker() {}

  /** Writes the fields behind a head. */
  protected abstract void fields(Out out, int head, Object value);

  /** Makes an object from the fields behind a head. */
  protected abstract Object make(In in, int head);

  void fields(String[] names, int[] slots) {
    this.names = names;
    this.slots = slots;
  }

  @Override
  public final void put(Out out, int at, Object value) {
    if (value == null) {
      out.i64(at, 0);
      return;
    }
    int head = out.reserve(innerSlot);
    out.i64(at, head);
    out.enter(at);
    try {
      fields(out, head, value);
    } catch (HostError e) {
      throw e.inField(nameOf(e.at - head), at);
    }
    out.leave();
  }

  @Override
  final void write(Out out, int head, Object value) {
    out.enter(head);
    try {
      fields(out, head, value);
    } catch (HostError e) {
      throw e.inField(nameOf(e.at - head), head);
    }
    out.leave();
  }

  @Override
  public final Object take(In in, int at) {
    long head = in.i64(at);
    return head == 0 ? null : make(in, (int) head);
  }

  @Override
  final Object read(In in, int head) {
    return make(in, head);
  }

  /** The field in whose slot a place lies. */
  private String nameOf(int place) {
    int found = -1;
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] <= place && (found < 0 || slots[i] > slots[found])) {
        found = i;
      }
    }
    return found < 0 ? "?" : names[found];
  }
}
