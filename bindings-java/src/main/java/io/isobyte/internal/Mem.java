package io.isobyte.internal;

import java.lang.reflect.Field;
import sun.misc.Unsafe;

/**
 * Memory outside of the heap. The only class that knows Unsafe: where that goes away, another one
 * takes its place.
 */
final class Mem {
  private static final Unsafe UNSAFE = unsafe();

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

  /**
   * Copies between memory and an array, whose elements begin at {@code base}; memory has no object.
   */
  static void copy(Object from, long at, Object to, long place, long size) {
    UNSAFE.copyMemory(from, at, to, place, size);
  }

  static void clear(long address, long size) {
    UNSAFE.setMemory(address, size, (byte) 0);
  }

  /** Where the elements of such an array begin. */
  static long begin(Class<?> array) {
    return UNSAFE.arrayBaseOffset(array);
  }

  static byte getByte(long address) {
    return UNSAFE.getByte(address);
  }

  static void putByte(long address, byte value) {
    UNSAFE.putByte(address, value);
  }

  static short getShort(long address) {
    return UNSAFE.getShort(address);
  }

  static void putShort(long address, short value) {
    UNSAFE.putShort(address, value);
  }

  static int getInt(long address) {
    return UNSAFE.getInt(address);
  }

  static void putInt(long address, int value) {
    UNSAFE.putInt(address, value);
  }

  static long getLong(long address) {
    return UNSAFE.getLong(address);
  }

  static void putLong(long address, long value) {
    UNSAFE.putLong(address, value);
  }

  static float getFloat(long address) {
    return UNSAFE.getFloat(address);
  }

  static void putFloat(long address, float value) {
    UNSAFE.putFloat(address, value);
  }

  static double getDouble(long address) {
    return UNSAFE.getDouble(address);
  }

  static void putDouble(long address, double value) {
    UNSAFE.putDouble(address, value);
  }
}
