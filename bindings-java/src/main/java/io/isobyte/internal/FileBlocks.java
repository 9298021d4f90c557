package io.isobyte.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.function.LongFunction;

/**
 * A container file's blocks, one after the other: what is read goes to the core, which gives whole
 * blocks.
 */
public final class FileBlocks implements Closeable {
  /** How much of a file is read when some of it may lie in front of the first block. */
  private static final int PIECE = 1 << 16;

  /** How much a file may hold. */
  public record Limits(int emptyItems, int headerBytes, int blockBytes, boolean anyNames) {}

  private final InputStream in;
  private final byte[] piece = new byte[PIECE];
  private final Block data = new Block(PIECE);
  private final long[] info = new long[4];
  private byte[] bytes = new byte[PIECE];
  private Handle reader;
  private Handle header;
  private boolean ended;

  /** Reads the header of a stream. */
  public FileBlocks(InputStream in, Limits limits) throws IOException {
    this.in = in;
    reader =
        reader(
            Native.readerNew(
                limits.emptyItems(),
                limits.headerBytes(),
                limits.blockBytes(),
                limits.anyNames() ? 1 : 0));
    try {
      long found;
      while ((found = Handle.use(reader, Native::readerHeader)) == 0) {
        if (!feed()) {
          finish();
        }
      }
      header = new Handle("file header", found, Native::headerFree);
      info[3] = header(Native::headerLength);
    } catch (Throwable e) {
      reader.close();
      throw e;
    }
  }

  /** Reads the header of a file; with a range, then the blocks whose sync markers begin in it. */
  public FileBlocks(SeekableByteChannel file, boolean ranged, long from, long to, Limits limits)
      throws IOException {
    this(Channels.newInputStream(file.position(0)), limits);
    if (!ranged) {
      return;
    }
    try {
      long resumed =
          header(
              held ->
                  Native.readerResume(
                      held,
                      from,
                      to,
                      limits.emptyItems(),
                      limits.headerBytes(),
                      limits.blockBytes()));
      reader.close();
      reader = reader(resumed);
      file.position(from);
      info[3] = from;
      ended = false;
    } catch (Throwable e) {
      closeHandles();
      throw e;
    }
  }

  private static Handle reader(long address) {
    return new Handle("file reader", address, Native::readerFree);
  }

  /** Asks the header. */
  public <T> T header(LongFunction<T> question) {
    return Handle.use(header, question);
  }

  /** Goes to the next block, if there is one. */
  public boolean next() throws IOException {
    while (true) {
      if (Handle.use(reader, this::take)) {
        return true;
      }
      if (ended || Handle.use(reader, Native::readerIsDone)) {
        if (ended) {
          finish();
        }
        return false;
      }
      feed();
    }
  }

  private boolean take(long address) {
    if (!Native.readerNext(address, data.address, data.size, info)) {
      return false;
    }
    if (info[1] > data.size) {
      data.ensure(info[1], false);
      Native.readerNext(address, data.address, data.size, info);
    }
    int length = length();
    if (length > bytes.length) {
      bytes = new byte[(int) Math.min(Math.max(length, 2L * bytes.length), Integer.MAX_VALUE - 8)];
    }
    Mem.copy(null, data.address, bytes, Mem.BYTES, length);
    return true;
  }

  /** Reads more of the file; false at its end. */
  private boolean feed() throws IOException {
    int read = in.read(piece);
    if (read < 0) {
      ended = true;
      return false;
    }
    data.ensure(PIECE, false);
    Mem.copy(piece, Mem.BYTES, null, data.address, read);
    Handle.use(
        reader,
        address -> {
          Native.readerFeed(address, data.address, read);
          return null;
        });
    return true;
  }

  private void finish() {
    Handle.use(
        reader,
        address -> {
          Native.readerFinish(address);
          return null;
        });
  }

  /** How many data the block has, as it says. */
  public long count() {
    return info[0];
  }

  /** How many bytes the block has. */
  public int length() {
    return (int) info[1];
  }

  /** Where the block ends in the file; before the first, where that begins. */
  public long end() {
    return info[3];
  }

  long address() {
    return data.address;
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * Decodes some of the block's data that are left from a place on; gives their number and where
   * the last ends, as halves of one number.
   */
  public long decode(Engine engine, int from, long left, long number, Object[] into) {
    return engine.decodeSome(this, from, left, number, into);
  }

  private void closeHandles() {
    reader.close();
    header.close();
  }

  @Override
  public void close() throws IOException {
    closeHandles();
    in.close();
  }
}
