package io.isobyte.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The tape on the way back, in the layout that the core documents, and the payload that its words
 * refer to.
 */
public final class In {
  private static final long HIGH = 0x8080_8080_8080_8080L;

  /** In the offset of a text: it is one of the codec's names; of bytes: they lie on the tape. */
  private static final int ELSEWHERE = 0x8000_0000;

  private final Block tape = new Block(8192);
  private long base = tape.address;
  private byte[] source;
  private int from;
  private long payload;
  private String[] names;
  private int[] types;

  In() {}

  void begin(byte[] source, int from, long payload, String[] names, int[] types) {
    this.source = source;
    this.from = from;
    this.payload = payload;
    this.names = names;
    this.types = types;
  }

  void end() {
    source = null;
    names = null;
  }

  void trim(int most) {
    tape.trim(most);
    base = tape.address;
  }

  long tapeAddress() {
    return base;
  }

  long tapeSize() {
    return tape.size;
  }

  void ensure(long need) {
    tape.ensure(need, false);
    base = tape.address;
  }

  /** So that fields that the schema lacks are read as nothing. */
  void clear() {
    Mem.clear(base, tape.size);
  }

  public boolean bool(int at) {
    return Mem.getByte(base + at) != 0;
  }

  public byte i8(int at) {
    return Mem.getByte(base + at);
  }

  public short i16(int at) {
    return Mem.getShort(base + at);
  }

  public int i32(int at) {
    return Mem.getInt(base + at);
  }

  public long i64(int at) {
    return Mem.getLong(base + at);
  }

  public float f32(int at) {
    return Mem.getFloat(base + at);
  }

  public double f64(int at) {
    return Mem.getDouble(base + at);
  }

  /** A text or nothing. */
  public String text(int at) {
    return textOf(Mem.getLong(base + at));
  }

  @SuppressWarnings("deprecation")
  String textOf(long word) {
    int at = (int) word;
    int size = (int) (word >>> 32);
    if (word == 0) {
      return null;
    }
    // What is empty lies anywhere.
    if (size == 0) {
      return "";
    }
    if (at < 0) {
      return names[at & ~ELSEWHERE];
    }
    if (isAscii(payload + at, size)) {
      // The one constructor that copies bytes without looking at them.
      return new String(source, 0, from + at, size);
    }
    return new String(source, from + at, size, UTF_8);
  }

  /** There are spare bytes behind the payload. */
  private static boolean isAscii(long address, int size) {
    int rest = size;
    long at = address;
    for (; rest >= 8; at += 8, rest -= 8) {
      if ((Mem.getLong(at) & HIGH) != 0) {
        return false;
      }
    }
    return rest == 0 || (Mem.getLong(at) << (64 - 8 * rest) & HIGH) == 0;
  }

  /** The bytes of a word, or nothing. */
  byte[] bytes(int at) {
    return bytesOf(Mem.getLong(base + at));
  }

  byte[] bytesOf(long word) {
    if (word == 0) {
      return null;
    }
    int size = (int) (word >>> 32);
    byte[] bytes = new byte[size];
    int at = (int) word;
    if (size > 0 && at < 0) {
      Mem.copy(null, base + (at & ~ELSEWHERE), bytes, Mem.BYTES, size);
    } else if (size > 0) {
      System.arraycopy(source, from + at, bytes, 0, size);
    }
    return bytes;
  }

  /** Numbers of the tape into an array, from {@code begin} on in the array. */
  void numbers(int place, Object array, long begin, long size) {
    Mem.copy(null, base + place, array, begin, size);
  }

  /** String number {@code index} of a named type. */
  String name(int type, int index) {
    return names[types[type] + index];
  }
}
