package io.isobyte.internal;

/**
 * A type whose values are told apart from null by a word before them, and which may stand without
 * that word.
 */
abstract class Nullable extends Walker {
  /** The number of the shape without the word. */
  int inner;

  /** The size of a slot without the word. */
  int innerSlot;

  @Override
  void lay(Layout layout) {
    super.lay(layout);
    innerSlot = layout.slot(inner);
  }

  /** Writes a value that is there. */
  abstract void write(Out out, int at, Object value);

  /** Reads a value that is there. */
  abstract Object read(In in, int at);

  /** A type whose slot lies right behind the word. */
  abstract static class Present extends Nullable {
    @Override
    public final void put(Out out, int at, Object value) {
      if (value == null) {
        out.i64(at, 0);
      } else {
        out.i64(at, 1);
        write(out, at + 8, value);
      }
    }

    @Override
    public final Object take(In in, int at) {
      return in.i64(at) == 0 ? null : read(in, at + 8);
    }
  }
}
