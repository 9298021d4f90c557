package io.isobyte.internal;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Text, bytes, and wrappers that add nothing of their own. */
final class Texts {
  private Texts() {}

  static final class TextWalker extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      out.text(at, (String) value);
    }

    @Override
    public Object take(In in, int at) {
      return in.text(at);
    }
  }

  static final class BytesWalker extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      if (value == null) {
        out.i64(at, 0);
      } else {
        byte[] bytes = (byte[]) value;
        out.bytes(at, bytes, 0, bytes.length);
      }
    }

    @Override
    public Object take(In in, int at) {
      return in.bytes(at);
    }
  }

  /** What remains of a buffer, whose position stays. */
  static byte[] remaining(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static final class BufferWalker extends Walker {
    @Override
    public void put(Out out, int at, Object value) {
      if (value == null) {
        out.i64(at, 0);
      } else {
        byte[] bytes = remaining((ByteBuffer) value);
        out.bytes(at, bytes, 0, bytes.length);
      }
    }

    @Override
    public Object take(In in, int at) {
      byte[] bytes = in.bytes(at);
      return bytes == null ? null : ByteBuffer.wrap(bytes);
    }
  }

  /** {@link Optional}: empty counts as null. */
  static final class OptionalWalker extends Walker {
    private final Walker item;

    OptionalWalker(Walker item) {
      this.item = item;
    }

    @Override
    public void put(Out out, int at, Object value) {
      item.put(out, at, value == null ? null : ((Optional<?>) value).orElse(null));
    }

    @Override
    public Object take(In in, int at) {
      return Optional.ofNullable(item.take(in, at));
    }
  }

  /** An enum: symbols in the order of its constants. */
  static final class EnumWalker extends Nullable.Present {
    private final Object[] constants;

    EnumWalker(Class<?> type) {
      constants = type.getEnumConstants();
    }

    @Override
    void write(Out out, int at, Object value) {
      out.i64(at, ((Enum<?>) value).ordinal());
    }

    @Override
    Object read(In in, int at) {
      return constants[(int) in.i64(at)];
    }
  }
}
