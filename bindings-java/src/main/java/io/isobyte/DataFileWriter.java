package io.isobyte;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.isobyte.internal.FileBlocks;
import io.isobyte.internal.Handle;
import io.isobyte.internal.Native;
import java.io.Closeable;
import java.io.EOFException;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Writes an object container file. Values are collected into blocks: close the writer, or the last
 * block is lost. Not to be shared between threads.
 *
 * <pre>{@code
 * try (DataFileWriter<Order> file =
 *     DataFileWriter.of(schema, Order.class).compression(Compression.ZSTANDARD).create(path)) {
 *   file.write(order);
 * }
 * }</pre>
 *
 * @param <T> the Java type of the values
 */
public final class DataFileWriter<T> implements Closeable, Flushable {
  private static final int SYNC_LENGTH = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Codec<T> codec;
  private final Handle writer;
  private final OutputStream out;
  private long position;
  private IOException broken;
  private boolean closed;

  private DataFileWriter(Codec<T> codec, long writer, OutputStream out, long position) {
    this.codec = codec;
    this.writer = new Handle("file writer", writer, Native::writerFree);
    this.out = out;
    this.position = position;
  }

  /** A writer with options, for values of a class. */
  public static <T> Builder<T> of(Schema schema, Class<T> type) {
    return new Builder<>(schema, type);
  }

  /** A writer with options, for values of a type with type arguments. */
  public static <T> Builder<T> of(Schema schema, TypeRef<T> type) {
    return new Builder<>(schema, type.type());
  }

  /** A writer with options, for values of any kind. */
  public static Builder<Object> of(Schema schema) {
    return of(schema, Object.class);
  }

  /** The schema of the file. */
  public Schema schema() {
    return codec.schema();
  }

  /**
   * Writes a value.
   *
   * @throws EncodeException if the schema does not allow the value; nothing of it is written
   */
  public void write(T value) throws IOException {
    check();
    emit(codec.engine().append(writer, value));
  }

  /**
   * Writes values, all or none of them, faster than one by one.
   *
   * @throws EncodeException if the schema does not allow one of them; the path begins with its
   *     number
   */
  public void writeAll(Collection<? extends T> values) throws IOException {
    check();
    emit(codec.engine().appendAll(writer, values));
  }

  /**
   * Ends the block that is being filled, and gives the offset in the file at which the next begins.
   */
  public long sync() throws IOException {
    check();
    emit(Handle.use(writer, Native::writerFlush));
    return position;
  }

  /** Ends the block that is being filled, and flushes the stream. */
  @Override
  public void flush() throws IOException {
    sync();
    out.flush();
  }

  private void check() throws IOException {
    if (broken != null) {
      throw new IOException("an earlier write to this file failed", broken);
    }
  }

  private void emit(byte[] bytes) throws IOException {
    if (bytes == null) {
      return;
    }
    try {
      out.write(bytes);
      position += bytes.length;
    } catch (IOException e) {
      broken = e;
      throw e;
    }
  }

  /** Ends the last block and closes the file, too. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      if (broken == null) {
        flush();
      }
    } finally {
      writer.close();
      codec.close();
    }
  }

  /**
   * How a file is written.
   *
   * @param <T> the Java type of the values
   */
  public static final class Builder<T> {
    private static final int USUAL_LEVEL = Integer.MIN_VALUE;

    private final Schema schema;
    private final Type type;
    private final Map<String, byte[]> metadata = new LinkedHashMap<>();
    private Consumer<Codec.Builder> configure = options -> {};
    private Compression compression = Compression.NULL;
    private int level = USUAL_LEVEL;
    private int blockBytes = 64_000;
    private byte[] sync;

    private Builder(Schema schema, Type type) {
      this.schema = Objects.requireNonNull(schema, "schema");
      this.type = Objects.requireNonNull(type, "type");
    }

    /** Sets options of the codec. */
    public Builder<T> codec(Consumer<Codec.Builder> configure) {
      this.configure = Objects.requireNonNull(configure, "configure");
      return this;
    }

    /** How blocks are compressed, at the usual level. */
    public Builder<T> compression(Compression compression) {
      return compression(compression, USUAL_LEVEL);
    }

    /** How blocks are compressed; {@code invalid_argument} later for a level that is none. */
    public Builder<T> compression(Compression compression, int level) {
      this.compression = Objects.requireNonNull(compression, "compression");
      this.level = level;
      return this;
    }

    /** What the file says of itself; keys that begin with {@code avro.} are reserved. */
    public Builder<T> metadata(String key, byte[] value) {
      metadata.put(Objects.requireNonNull(key, "key"), value.clone());
      return this;
    }

    /** As {@link #metadata(String, byte[])}, in UTF-8. */
    public Builder<T> metadata(String key, String value) {
      return metadata(key, value.getBytes(UTF_8));
    }

    /**
     * A block ends when its data, before they are compressed, are so many bytes: 64,000 unless
     * told, 512 MiB at most.
     */
    public Builder<T> blockBytes(int bytes) {
      blockBytes = bytes;
      return this;
    }

    /** The sixteen bytes behind every block, which are random unless told: for equal files. */
    public Builder<T> sync(byte[] marker) {
      sync = marker.clone();
      return this;
    }

    /** Creates a file, in the place of one that is there. */
    public DataFileWriter<T> create(Path file) throws IOException {
      return create(Files.newOutputStream(file));
    }

    /**
     * Writes a file to a stream. The stream is closed with the writer, and when this fails.
     *
     * @throws UsageException {@code invalid_argument} for reserved metadata, a level that the codec
     *     lacks, a sync marker of another length; {@code shape_mismatch}
     */
    public DataFileWriter<T> create(OutputStream out) throws IOException {
      try {
        byte[] marker = sync;
        if (marker == null) {
          marker = new byte[SYNC_LENGTH];
          RANDOM.nextBytes(marker);
        }
        byte[] sync = marker;
        String[] keys = metadata.keySet().toArray(String[]::new);
        byte[][] values = metadata.values().toArray(byte[][]::new);
        Codec<T> codec = codec();
        long writer =
            schema.use(
                held ->
                    Native.writerNew(
                        held, compression.codec(), level, keys, values, blockBytes, sync));
        DataFileWriter<T> file = new DataFileWriter<>(codec, writer, out, 0);
        file.emit(Handle.use(file.writer, Native::writerHeader));
        return file;
      } catch (Throwable e) {
        out.close();
        throw e;
      }
    }

    /**
     * Writes on at the end of a file, with its codec at the usual level and its sync marker: only
     * the size of blocks and the options of the codec are taken from here.
     *
     * @throws SchemaException {@code schema_incompatible} if the file's schema is another one
     * @throws DecodeException {@code data_truncated} if the file does not end with a whole block
     */
    public DataFileWriter<T> append(Path file) throws IOException {
      long size;
      long writer;
      try (SeekableByteChannel channel = Files.newByteChannel(file);
          FileBlocks blocks = new FileBlocks(channel, false, 0, 0, limits())) {
        try (Schema found = new Schema(blocks.header(Native::headerSchema))) {
          if (!found.equals(schema)) {
            throw IsobyteException.of(
                ErrorCode.SCHEMA_INCOMPATIBLE,
                "expected a file of the given schema, found one of another",
                "",
                -1);
          }
        }
        size = channel.size();
        byte[] tail = tail(channel, size);
        writer = blocks.header(held -> Native.writerAppendTo(held, tail, blockBytes));
      }
      Codec<T> codec = codec();
      OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND);
      return new DataFileWriter<>(codec, writer, out, size);
    }

    private FileBlocks.Limits limits() {
      return new FileBlocks.Limits(16_384, 16 << 20, 64 << 20, true);
    }

    private static byte[] tail(SeekableByteChannel channel, long size) throws IOException {
      ByteBuffer tail = ByteBuffer.allocate(SYNC_LENGTH);
      channel.position(size - SYNC_LENGTH);
      while (tail.hasRemaining()) {
        if (channel.read(tail) < 0) {
          throw new EOFException("the file became shorter");
        }
      }
      return tail.array();
    }

    private Codec<T> codec() {
      Codec.Builder options = new Codec.Builder(schema);
      configure.accept(options);
      return options.build(type);
    }
  }
}
