package io.isobyte.internal;

import java.util.function.Function;

/**
 * A Java type on its way to a walker: its shapes are known at once, its walker when the core has
 * laid them out.
 */
final class Spec {
  /** The number of the shape that may be absent, where there is such a thing. */
  final int shape;

  /**
   * The number of the shape without the word that tells absence; the same number, where there is
   * none.
   */
  int inner;

  /** Makes the walker. */
  Function<Layout, Walker> make;

  private Walker walker;
  private boolean busy;

  Spec(int shape) {
    this.shape = shape;
    this.inner = shape;
  }

  /** The walker; of a type that contains itself, inside of it one that looks it up. */
  Walker walker(Layout layout) {
    if (walker != null) {
      return walker;
    }
    if (busy) {
      return laid(new Late(this), layout);
    }
    busy = true;
    walker = laid(make.apply(layout), layout);
    return walker;
  }

  private Walker laid(Walker made, Layout layout) {
    made.shape = shape;
    if (made instanceof Nullable nullable) {
      nullable.inner = inner;
    }
    made.lay(layout);
    return made;
  }

  /** Stands for the walker of a type inside of itself. */
  private static final class Late extends Nullable {
    private final Spec spec;

    Late(Spec spec) {
      this.spec = spec;
    }

    @Override
    public void put(Out out, int at, Object value) {
      spec.walker.put(out, at, value);
    }

    @Override
    public Object take(In in, int at) {
      return spec.walker.take(in, at);
    }

    @Override
    void write(Out out, int at, Object value) {
      ((Nullable) spec.walker).write(out, at, value);
    }

    @Override
    Object read(In in, int at) {
      return ((Nullable) spec.walker).read(in, at);
    }
  }
}
