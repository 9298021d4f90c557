package io.isobyte.internal;

/** Writes the values of one Java type into slots of the tape, and reads them back. */
public abstract class Walker {
  /** The number of the type's shape. */
  int shape;

  /** The size of a slot, in bytes; known once the core has laid out the shapes. */
  int slot;

  /** Writes a value, or nothing for null. */
  public abstract void put(Out out, int at, Object value);

  /** Reads a value; null where there is none. */
  public abstract Object take(In in, int at);

  /** Takes what the core laid out. */
  void lay(Layout layout) {
    slot = layout.slot(shape);
  }
}
