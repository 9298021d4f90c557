package io.isobyte.internal;

import java.util.Map;
import java.util.function.Supplier;

/** The primitive types and their boxes. */
final class Numbers {
  /**
   * How a primitive type crosses: its shape, the methods that move it, and its place in class
   * files.
   */
  record Primitive(
      String shape, char descriptor, int width, Supplier<Walker> bare, Supplier<Nullable> boxed) {}

  /** By primitive type. */
  static final Map<Class<?>, Primitive> PRIMITIVES =
      Map.of(
          boolean.class,
          new Primitive("bool", 'Z', 1, BareBoolean::new, BoxedBoolean::new),
          byte.class,
          new Primitive("i8", 'B', 1, BareByte::new, BoxedByte::new),
          short.class,
          new Primitive("i16", 'S', 2, BareShort::new, BoxedShort::new),
          int.class,
          new Primitive("i32", 'I', 4, BareInteger::new, BoxedInteger::new),
          long.class,
          new Primitive("i64", 'J', 8, BareLong::new, BoxedLong::new),
          float.class,
          new Primitive("f32", 'F', 4, BareFloat::new, BoxedFloat::new),
          double.class,
          new Primitive("f64", 'D', 8, BareDouble::new, BoxedDouble::new));

  /** By box. */
  static final Map<Class<?>, Primitive> BOXES =
      Map.of(
          Boolean.class,
          PRIMITIVES.get(boolean.class),
          Byte.class,
          PRIMITIVES.get(byte.class),
          Short.class,
          PRIMITIVES.get(short.class),
          Integer.class,
          PRIMITIVES.get(int.class),
          Long.class,
          PRIMITIVES.get(long.class),
          Float.class,
          PRIMITIVES.get(float.class),
          Double.class,
          PRIMITIVES.get(double.class));

  private Numbers() {}

  private static final class BareBoolean extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      out.bool(at, (Boolean) value);
    }

    @Override
    public Object take(In in, int at) {
      return in.bool(at);
    }
  }

  private static final class BoxedBoolean extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      out.bool(at, (Boolean) value);
    }

    @Override
    Object read(In in, int at) {
      return in.bool(at);
    }
  }

  private static final class BareByte extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      out.i8(at, (Byte) value);
    }

    @Override
    public Object take(In in, int at) {
      return in.i8(at);
    }
  }

  private static final class BoxedByte extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      out.i8(at, (Byte) value);
    }

    @Override
    Object read(In in, int at) {
      return in.i8(at);
    }
  }

  private static final class BareShort extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      out.i16(at, (Short) value);
    }

    @Override
    public Object take(In in, int at) {
      return in.i16(at);
    }
  }

  private static final class BoxedShort extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      out.i16(at, (Short) value);
    }

    @Override
    Object read(In in, int at) {
      return in.i16(at);
    }
  }

  private static final class BareInteger extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      out.i32(at, (Integer) value);
    }

    @Override
    public Object take(In in, int at) {
      return in.i32(at);
    }
  }

  private static final class BoxedInteger extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      out.i32(at, (Integer) value);
    }

    @Override
    Object read(In in, int at) {
      return in.i32(at);
    }
  }

  private static final class BareLong extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      out.i64(at, (Long) value);
    }

    @Override
    public Object take(In in, int at) {
      return in.i64(at);
    }
  }

  private static final class BoxedLong extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      out.i64(at, (Long) value);
    }

    @Override
    Object read(In in, int at) {
      return in.i64(at);
    }
  }

  private static final class BareFloat extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      out.f32(at, (Float) value);
    }

    @Override
    public Object take(In in, int at) {
      return in.f32(at);
    }
  }

  private static final class BoxedFloat extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      out.f32(at, (Float) value);
    }

    @Override
    Object read(In in, int at) {
      return in.f32(at);
    }
  }

  private static final class BareDouble extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      out.f64(at, (Double) value);
    }

    @Override
    public Object take(In in, int at) {
      return in.f64(at);
    }
  }

  private static final class BoxedDouble extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      out.f64(at, (Double) value);
    }

    @Override
    Object read(In in, int at) {
      return in.f64(at);
    }
  }
}
