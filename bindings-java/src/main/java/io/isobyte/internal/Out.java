package io.isobyte.internal;

import io.isobyte.ErrorCode;
import java.util.Arrays;

/**
 * The tape on the way out, in the layout that the core documents. Slots are named by their offset;
 * whoever writes into one has reserved it before, so nothing is checked here. Texts are UTF-16 in
 * an area of their own.
 */
public final class Out {
  /** Explicit branches that are in each other, among the levels that a value may have. */
  private static final int BRANCHES = 2000;

  private final Block tape = new Block(4096);
  private final Block wide = new Block(2048);
  private char[] chars = new char[1024];
  private int length;
  private int top;
  private int depth;
  private int nested;
  private int limit;
  private long base = tape.address;

  Out() {}

  /** A new tape that begins with so many bytes of heads. */
  void begin(long heads, int limit) {
    // Place 0 of the texts is nobody's: a word of 0 is no text.
    length = 1;
    top = 0;
    depth = 0;
    nested = 0;
    this.limit = limit;
    reserve(Math.max(heads, 8));
  }

  void trim(int most) {
    tape.trim(most);
    base = tape.address;
    wide.trim(most);
    if (chars.length > most) {
      chars = new char[1024];
    }
  }

  /** Copies the texts to where the core reads them, and gives the address. */
  long wideAddress() {
    wide.ensure(2L * length, false);
    Mem.copy(chars, Mem.CHARS, null, wide.address, 2L * length);
    return wide.address;
  }

  int wideLength() {
    return length;
  }

  long tapeAddress() {
    return base;
  }

  int tapeLength() {
    return top;
  }

  /** So many bytes behind all others; gives their offset. */
  int reserve(long size) {
    int at = top;
    long end = at + ((size + 7) & ~7L);
    if (end > tape.size) {
      grow(end);
    }
    top = (int) end;
    return at;
  }

  private void grow(long end) {
    if (end > Integer.MAX_VALUE - 64) {
      throw new HostError(ErrorCode.VALUE_LIMIT, "expected less than 2 GiB in a value", 0);
    }
    tape.ensure(end, true);
    base = tape.address;
  }

  /** A record, list or map begins. */
  void enter(int at) {
    if (++depth > limit) {
      throw new HostError(
          ErrorCode.VALUE_LIMIT, "expected at most " + limit + " levels, found more", at);
    }
  }

  /** An explicit branch begins. These count apart, by a limit of their own. */
  void nest(int at) {
    if (++nested > BRANCHES) {
      throw new HostError(
          ErrorCode.VALUE_LIMIT, "expected at most " + BRANCHES + " branches in each other", at);
    }
  }

  /** An explicit branch ends. */
  void unnest() {
    nested--;
  }

  /** A record, list or map ends. */
  void leave() {
    depth--;
  }

  public void bool(int at, boolean value) {
    Mem.putByte(base + at, value ? (byte) 1 : 0);
  }

  public void i8(int at, byte value) {
    Mem.putByte(base + at, value);
  }

  public void i16(int at, short value) {
    Mem.putShort(base + at, value);
  }

  public void i32(int at, int value) {
    Mem.putInt(base + at, value);
  }

  public void i64(int at, long value) {
    Mem.putLong(base + at, value);
  }

  public void f32(int at, float value) {
    Mem.putFloat(base + at, value);
  }

  public void f64(int at, double value) {
    Mem.putDouble(base + at, value);
  }

  /** A text or nothing. */
  public void text(int at, String value) {
    if (value == null) {
      Mem.putLong(base + at, 0);
      return;
    }
    int size = value.length();
    int from = length;
    if (size > chars.length - from) {
      growChars((long) from + size);
    }
    value.getChars(0, size, chars, from);
    length = from + size;
    Mem.putLong(base + at, from | (long) size << 32);
  }

  private void growChars(long need) {
    if (need > Integer.MAX_VALUE - 64) {
      throw new HostError(ErrorCode.VALUE_LIMIT, "expected less than 2 GiB of text in a value", 0);
    }
    long size = Math.min(Math.max(need, 2L * chars.length), Integer.MAX_VALUE - 64);
    chars = Arrays.copyOf(chars, (int) size);
  }

  /** Bytes. */
  void bytes(int at, byte[] value, int from, int size) {
    int place = reserve(size);
    Mem.copy(value, Mem.BYTES + from, null, base + place, size);
    word(at, place, size);
  }

  /** An array's numbers as they lie, from {@code begin} on in the array. */
  void numbers(int at, Object array, long begin, int count, int width) {
    long size = (long) count * width;
    int place = reserve(size);
    Mem.copy(array, begin, null, base + place, size);
    word(at, place, count);
  }

  void word(int at, int place, int count) {
    Mem.putLong(base + at, place & 0xffff_ffffL | (long) count << 32);
  }

  /** An unsigned number that the core wrote behind the tape. */
  long u32(int at) {
    return Mem.getInt(base + at) & 0xffff_ffffL;
  }

  void pair(int at, long first, long second) {
    Mem.putLong(base + at, first);
    Mem.putLong(base + at + 8, second);
  }
}
