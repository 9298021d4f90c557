package io.isobyte.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A schema bound to a Java type: walks values, and crosses to the core once for each call. */
public final class Engine {
  /** Room on the tape when several data are decoded. */
  private static final int BATCH_ROOM = 1 << 14;

  private final Handle handle;
  private final Walker walker;
  private final String[] names;
  private final int[] types;
  private final int depth;
  private final int emptyItems;
  private final boolean sparse;

  /**
   * Binds; {@code schema} is a native schema that is in use, {@code writer} another one that is to
   * be resolved to it, or 0.
   */
  public Engine(
      long schema, long writer, Type type, int flags, int depth, int emptyItems, boolean sparse) {
    Binder binder = Binder.of(type);
    long codec = Native.codecNew(schema, writer, binder.shapes(), flags, depth, emptyItems);
    handle = new Handle("codec", codec, Native::codecFree);
    walker = binder.walker(Native.codecLayout(codec));
    names = Native.codecNames(codec);
    types = Native.codecTypes(codec);
    this.depth = depth;
    this.emptyItems = emptyItems;
    this.sparse = sparse;
  }

  /** Encodes a value. */
  public byte[] encode(Object value) {
    Scratch scratch = Scratch.take();
    try {
      long length = write(scratch, value);
      return copy(scratch.bytes.address, length);
    } finally {
      scratch.give();
    }
  }

  /** Encodes a value as text. */
  public String encodeJson(Object value) {
    Scratch scratch = Scratch.take();
    try {
      long length = write(scratch, value);
      long codec = handle.enter(scratch);
      try {
        byte[] text = Native.toJson(codec, scratch.bytes.address, length, depth, emptyItems);
        return new String(text, UTF_8);
      } finally {
        handle.exit(scratch);
      }
    } finally {
      scratch.give();
    }
  }

  /** Encodes a value for a container file; gives the block that is full with it, or null. */
  public byte[] append(Handle file, Object value) {
    Scratch scratch = Scratch.take();
    try {
      long length = write(scratch, value);
      long writer = file.enter(scratch);
      try {
        return Native.writerAppend(writer, scratch.bytes.address, length, 0, 1);
      } finally {
        file.exit(scratch);
      }
    } finally {
      scratch.give();
    }
  }

  /** Encodes values for a container file; gives the blocks that are full with them, or null. */
  public byte[] appendAll(Handle file, Collection<?> values) {
    Object[] all = values.toArray();
    if (all.length == 0) {
      return null;
    }
    Scratch scratch = Scratch.take();
    try {
      int ends = writeAll(scratch, all);
      long writer = file.enter(scratch);
      try {
        Out out = scratch.out;
        long length = out.u32(ends + 4 * (all.length - 1));
        long place = out.tapeAddress() + ends;
        return Native.writerAppend(writer, scratch.bytes.address, length, place, all.length);
      } finally {
        file.exit(scratch);
      }
    } finally {
      scratch.give();
    }
  }

  /** Encodes into the scratch's bytes; gives the length. */
  private long write(Scratch scratch, Object value) {
    try {
      Out out = scratch.out;
      out.begin(walker.slot, depth);
      walker.put(out, 0, value);
      long wide = out.wideAddress();
      Block bytes = scratch.bytes;
      long codec = handle.enter(scratch);
      try {
        long tape = out.tapeAddress();
        long length =
            Native.encode(
                codec, tape, out.tapeLength(), wide, out.wideLength(), bytes.address, bytes.size);
        while (length < 0) {
          bytes.ensure(-length, false);
          length =
              Native.encode(
                  codec, tape, out.tapeLength(), wide, out.wideLength(), bytes.address, bytes.size);
        }
        return length;
      } finally {
        handle.exit(scratch);
      }
    } catch (HostError e) {
      throw e.exception();
    } catch (ClassCastException e) {
      throw HostError.cast(e, 0).exception();
    }
  }

  /** Encodes into the scratch's bytes by one crossing; gives where on the tape the ends stand. */
  private int writeAll(Scratch scratch, Object[] all) {
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
      return ends;
    } catch (HostError e) {
      throw e.exception();
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
      int ends = writeAll(scratch, all);
      List<byte[]> encoded = new ArrayList<>(all.length);
      long from = 0;
      for (int i = 0; i < all.length; i++) {
        long end = scratch.out.u32(ends + 4 * i);
        encoded.add(copy(scratch.bytes.address + from, end - from));
        from = end;
      }
      return encoded;
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

  /** Decodes a text. */
  public Object decodeJson(String text) {
    Scratch scratch = Scratch.take();
    byte[] bytes;
    try {
      long codec = handle.enter(scratch);
      try {
        bytes = Native.fromJson(codec, text, depth, emptyItems);
      } finally {
        handle.exit(scratch);
      }
    } finally {
      scratch.give();
    }
    return decode(bytes, 0, bytes.length);
  }

  /** Decodes data, each from bytes of its own, by one crossing. */
  public List<Object> decodeAll(Collection<byte[]> data) {
    byte[][] all = data.toArray(byte[][]::new);
    if (all.length == 0) {
      return new ArrayList<>();
    }
    long length = 0;
    for (byte[] one : all) {
      length += one.length;
    }
    if (length > Integer.MAX_VALUE) {
      throw IsobyteException.of(
          ErrorCode.DATA_LIMIT, "expected less than 2 GiB, found " + length + " bytes", "", -1);
    }
    Scratch scratch = Scratch.take();
    try {
      In in = scratch.in;
      Block bytes = scratch.bytes;
      // Behind the bytes, in whole words, stand their ends.
      long ends = (length + 7) & ~7L;
      bytes.ensure(ends + 4L * all.length, false);
      int from = 0;
      for (int i = 0; i < all.length; i++) {
        Mem.copy(all[i], Mem.BYTES, null, bytes.address + from, all[i].length);
        from += all[i].length;
        Mem.putInt(bytes.address + ends + 4L * i, from);
      }
      long place = bytes.address + ends;
      long codec = handle.enter(scratch);
      try {
        long used;
        do {
          if (sparse) {
            in.clear();
          }
          used =
              Native.decodeEach(
                  codec, bytes.address, length, place, all.length, in.tapeAddress(), in.tapeSize());
          if (used < 0) {
            in.ensure(-used);
          }
        } while (used < 0);
      } finally {
        handle.exit(scratch);
      }
      List<Object> values = new ArrayList<>(all.length);
      long payload = bytes.address;
      for (int i = 0; i < all.length; i++) {
        in.begin(all[i], 0, payload, names, types);
        values.add(walker.take(in, i * walker.slot));
        payload += all[i].length;
      }
      in.end();
      return values;
    } finally {
      scratch.give();
    }
  }

  /**
   * Decodes some of the data of a container file's block that are left from a place on, as many as
   * {@code into} has room for at most; gives their number and where the last ends, as halves of one
   * number.
   */
  long decodeSome(FileBlocks block, int from, long left, long number, Object[] into) {
    Scratch scratch = Scratch.take();
    try {
      In in = scratch.in;
      in.ensure(BATCH_ROOM);
      long codec = handle.enter(scratch);
      long done;
      try {
        do {
          if (sparse) {
            in.clear();
          }
          done =
              Native.decodeSome(
                  codec,
                  block.address(),
                  block.length(),
                  from,
                  left,
                  number,
                  in.tapeAddress(),
                  in.tapeSize());
          if (done < 0) {
            in.ensure(-done);
          }
        } while (done < 0);
      } finally {
        handle.exit(scratch);
      }
      in.begin(block.bytes(), 0, block.address(), names, types);
      for (int i = 0; i < (int) (done >>> 32); i++) {
        into[i] = walker.take(in, i * walker.slot);
      }
      in.end();
      return done;
    } finally {
      scratch.give();
    }
  }

  /** Frees the native codec once no call uses it. */
  public void close() {
    handle.close();
  }
}
