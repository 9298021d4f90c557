package io.isobyte.internal;

import io.isobyte.ErrorCode;

/** A sealed type: a value of one of its classes. */
final class OneOfWalker extends Walker {
  private final Class<?>[] types;
  private final Nullable[] alternatives;

  OneOfWalker(Class<?>[] types, Nullable[] alternatives) {
    this.types = types;
    this.alternatives = alternatives;
  }

  @Override
  public void put(Out out, int at, Object value) {
    if (value == null) {
      out.pair(at, 0, 0);
      return;
    }
    for (int i = 0; i < types.length; i++) {
      if (types[i].isInstance(value)) {
        int slot = out.reserve(alternatives[i].innerSlot);
        out.pair(at, i + 1, slot);
        try {
          alternatives[i].write(out, slot, value);
        } catch (HostError e) {
          e.at = at;
          throw e;
        }
        return;
      }
    }
    throw new HostError(
        ErrorCode.VALUE_TYPE,
        "found a " + value.getClass().getName() + ", which was not bound",
        at);
  }

  @Override
  public Object take(In in, int at) {
    int alternative = (int) in.i64(at);
    return alternative == 0 ? null : alternatives[alternative - 1].read(in, (int) in.i64(at + 8));
  }
}
