package io.isobyte.internal;

import java.lang.reflect.Field;
import sun.misc.Unsafe;

/** Memory outside of the heap. The only class that knows Unsafe. */
final class Mem {
  static final Unsafe UNSAFE = unsafe();

  static final long BYTES = Unsafe.ARRAY_BYTE_BASE_OFFSET;
  static final long CHARS = Unsafe.ARRAY_CHAR_BASE_OFFSET;

  private Mem() {}

  private static Unsafe unsafe() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** So many bytes of zeros. */
  static long allocate(long size) {
    long address = UNSAFE.allocateMemory(size);
    UNSAFE.setMemory(address, size, (byte) 0);
    return address;
  }

  /** The same bytes in a larger place, zeros behind them. */
  static long grow(long address, long from, long to) {
    long grown = UNSAFE.reallocateMemory(address, to);
    UNSAFE.setMemory(grown + from, to - from, (byte) 0);
    return grown;
  }

  static void free(long address) {
    UNSAFE.freeMemory(address);
  }

  /** Copies between memory and an array, whose elements begin at {@code base}; memory has no object. */
  static void copy(Object from, long at, Object to, long place, long size) {
    UNSAFE.copyMemory(from, at, to, place, size);
  }
}
