package io.isobyte.internal;

import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A schema bound to a Java type: walks values, and crosses to the core once for each call. */
public final class Engine {
  private final Handle handle;
  private final Walker walker;
  private final String[] names;
  private final int[] types;
  private final int depth;
  private final boolean sparse;

  /** Binds; {@code schema} is a native schema that is in use. */
  public Engine(long schema, Type type, int flags, int depth, int emptyItems, boolean sparse) {
    Binder binder = new Binder(type);
    long codec = Native.codecNew(schema, binder.shapes(), flags, depth, emptyItems);
    handle = new Handle("codec", codec, Native::codecFree);
    walker = binder.walker(Native.codecLayout(codec));
    names = Native.codecNames(codec);
    types = Native.codecTypes(codec);
    this.depth = depth;
    this.sparse = sparse;
  }

  /** Encodes a value. */
  public byte[] encode(Object value) {
    Scratch scratch = Scratch.take();
    try {
      Out out = scratch.out;
      out.begin(walker.slot, depth);
      walker.put(out, 0, value);
      long wide = out.wideAddress();
      Block bytes = scratch.bytes;
      long codec = handle.enter(scratch);
      long length;
      try {
        long tape = out.tapeAddress();
        length =
            Native.encode(
                codec, tape, out.tapeLength(), wide, out.wideLength(), bytes.address, bytes.size);
        while (length < 0) {
          bytes.ensure(-length, false);
          length =
              Native.encode(
                  codec, tape, out.tapeLength(), wide, out.wideLength(), bytes.address, bytes.size);
        }
      } finally {
        handle.exit(scratch);
      }
      return copy(bytes.address, length);
    } catch (HostError e) {
      throw e.exception();
    } catch (ClassCastException e) {
      throw HostError.cast(e, 0).exception();
    } finally {
      scratch.give();
    }
  }

  private static byte[] copy(long address, long length) {
    if (length > Integer.MAX_VALUE - 8) {
      throw IsobyteException.of(
          ErrorCode.VALUE_LIMIT, "expected less than 2 GiB, found " + length + " bytes", "", -1);
    }
    byte[] copy = new byte[(int) length];
    Mem.copy(null, address, copy, Mem.BYTES, length);
    return copy;
  }

  /** Encodes values by one crossing. */
  public List<byte[]> encodeAll(Collection<?> values) {
    Object[] all = values.toArray();
    if (all.length == 0) {
      return List.of();
    }
    Scratch scratch = Scratch.take();
    try {
      Out out = scratch.out;
      out.begin((long) walker.slot * all.length, depth);
      for (int i = 0; i < all.length; i++) {
        try {
          walker.put(out, i * walker.slot, all[i]);
        } catch (HostError e) {
          throw e.inItem(i, 0);
        } catch (ClassCastException e) {
          throw HostError.cast(e, 0).inItem(i, 0);
        }
      }
      // Where each ends stands behind the tape's other parts.
      int ends = out.reserve(4L * all.length);
      long wide = out.wideAddress();
      Block bytes = scratch.bytes;
      long codec = handle.enter(scratch);
      try {
        long length;
        do {
          length =
              Native.encodeAll(
                  codec,
                  out.tapeAddress(),
                  ends,
                  wide,
                  out.wideLength(),
                  all.length,
                  bytes.address,
                  bytes.size,
                  out.tapeAddress() + ends);
          if (length < 0) {
            bytes.ensure(-length, false);
          }
        } while (length < 0);
      } finally {
        handle.exit(scratch);
      }
      List<byte[]> encoded = new ArrayList<>(all.length);
      long from = 0;
      for (int i = 0; i < all.length; i++) {
        long end = out.u32(ends + 4 * i);
        encoded.add(copy(bytes.address + from, end - from));
        from = end;
      }
      return encoded;
    } catch (HostError e) {
      throw e.exception();
    } finally {
      scratch.give();
    }
  }

  /** Decodes one value that is the whole of the range. */
  public Object decode(byte[] source, int from, int length) {
    Scratch scratch = Scratch.take();
    try {
      In in = scratch.in;
      Block bytes = scratch.bytes;
      bytes.ensure(length, false);
      Mem.copy(source, Mem.BYTES + from, null, bytes.address, length);
      long codec = handle.enter(scratch);
      try {
        long used;
        do {
          if (sparse) {
            in.clear();
          }
          used = Native.decode(codec, bytes.address, length, 1, in.tapeAddress(), in.tapeSize());
          if (used < 0) {
            in.ensure(-used);
          }
        } while (used < 0);
      } finally {
        handle.exit(scratch);
      }
      in.begin(source, from, bytes.address, names, types);
      Object value = walker.take(in, 0);
      in.end();
      return value;
    } finally {
      scratch.give();
    }
  }

  /** Frees the native codec once no call uses it. */
  public void close() {
    handle.close();
  }
}
