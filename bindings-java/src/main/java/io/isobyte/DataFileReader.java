package io.isobyte;

import io.isobyte.internal.FileBlocks;
import io.isobyte.internal.Native;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Reads an object container file, one value after the other. No more of the file is held than the
 * block that is being read. Not to be shared between threads.
 *
 * <pre>{@code
 * try (DataFileReader<Order> orders = DataFileReader.open(path, Order.class)) {
 *   for (Order order : orders) {
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>{@link #hasNext} and {@link #next} throw {@link DecodeException} for what is damaged, with the
 * number of the value among those that were read as the beginning of the path, or with the offset
 * in the file; and {@link UncheckedIOException}.
 *
 * @param <T> the Java type of the values
 */
public final class DataFileReader<T> implements Iterator<T>, Iterable<T>, Closeable {
  private static final int AT_ONCE = 1024;

  private final FileBlocks blocks;
  private final Codec<T> codec;
  private final Object[] ready = new Object[AT_ONCE];
  private int next;
  private int decoded;
  private int place;
  private long left;
  private long number;

  private DataFileReader(FileBlocks blocks, Builder<T> builder) {
    this.blocks = blocks;
    Schema schema = new Schema(blocks.header(Native::headerSchema));
    Codec.Builder options = builder.options();
    if (builder.reader != null) {
      options.schema(builder.reader).writer(schema);
    } else {
      options.schema(schema);
    }
    this.codec = options.build(builder.type);
  }

  /**
   * Opens a file for values of a class.
   *
   * @throws DecodeException if it is no container file
   * @throws UsageException {@code shape_mismatch} if class and schema do not go together
   */
  public static <T> DataFileReader<T> open(Path file, Class<T> type) throws IOException {
    return of(type).open(file);
  }

  /** As {@link #open(Path, Class)}, of bytes as they arrive. */
  public static <T> DataFileReader<T> open(InputStream in, Class<T> type) throws IOException {
    return of(type).open(in);
  }

  /** A reader with options, for values of a class. */
  public static <T> Builder<T> of(Class<T> type) {
    return new Builder<>(type);
  }

  /** A reader with options, for values of a type with type arguments. */
  public static <T> Builder<T> of(TypeRef<T> type) {
    return new Builder<>(type.type());
  }

  /** A reader with options, for values of any kind. */
  public static Builder<Object> of() {
    return of(Object.class);
  }

  /** The schema of the values: the reader's, where there is one. */
  public Schema schema() {
    return codec.schema();
  }

  /** The schema that the file was written with. */
  public Schema writerSchema() {
    return codec.writerSchema();
  }

  /** How the blocks are compressed. */
  public Compression compression() {
    return Compression.of(blocks.header(Native::headerCodec));
  }

  /**
   * What the file says of itself, in its order, {@code avro.schema} and {@code avro.codec} among
   * it; of a key that stands there twice, the last value.
   */
  public Map<String, byte[]> metadata() {
    String[] keys = blocks.header(Native::headerKeys);
    byte[][] values = blocks.header(Native::headerValues);
    Map<String, byte[]> metadata = new LinkedHashMap<>();
    for (int i = 0; i < keys.length; i++) {
      metadata.put(keys[i], values[i]);
    }
    return Collections.unmodifiableMap(metadata);
  }

  /** The sixteen bytes that stand behind every block. */
  public byte[] sync() {
    return blocks.header(Native::headerSync);
  }

  /** The offset of the first block in the file, in bytes. */
  public long headerLength() {
    return blocks.header(Native::headerLength);
  }

  /** The offset behind the block that is being read, where a range may begin or end. */
  public long position() {
    return blocks.end();
  }

  @Override
  public boolean hasNext() {
    return next < decoded || decode();
  }

  /** Decodes more values. Locked, so that what misuse shares between threads stays whole. */
  private synchronized boolean decode() {
    while (next == decoded) {
      if (left == 0 && place == blocks.length()) {
        try {
          if (!blocks.next()) {
            return false;
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        left = blocks.count();
        place = 0;
      }
      long done = blocks.decode(codec.engine(), place, left, number, ready);
      next = 0;
      decoded = (int) (done >>> 32);
      place = (int) done;
      left -= decoded;
      number += decoded;
    }
    return true;
  }

  @Override
  @SuppressWarnings("unchecked")
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T value = (T) ready[next];
    ready[next++] = null;
    return value;
  }

  /** This reader: the values that are left. */
  @Override
  public Iterator<T> iterator() {
    return this;
  }

  /** Closes the file, too. */
  @Override
  public void close() throws IOException {
    codec.close();
    blocks.close();
  }

  /**
   * How a file is read.
   *
   * @param <T> the Java type of the values
   */
  public static final class Builder<T> {
    private final Type type;
    private Schema reader;
    private Consumer<Codec.Builder> configure = options -> {};
    private Schema.Names names = Schema.Names.STRICT;
    private int headerBytes = 16 << 20;
    private int blockBytes = 64 << 20;
    private boolean ranged;
    private long from;
    private long to;

    private Builder(Type type) {
      this.type = Objects.requireNonNull(type, "type");
    }

    /** Gives values of this schema, to which that of the file is resolved. */
    public Builder<T> readerSchema(Schema reader) {
      this.reader = Objects.requireNonNull(reader, "reader");
      return this;
    }

    /** Sets options of the codec. */
    public Builder<T> codec(Consumer<Codec.Builder> configure) {
      this.configure = Objects.requireNonNull(configure, "configure");
      return this;
    }

    /** Which names the file's schema may have. */
    public Builder<T> names(Schema.Names names) {
      this.names = Objects.requireNonNull(names, "names");
      return this;
    }

    /**
     * Reads only the blocks whose preceding sync marker begins in a range of the file, in bytes:
     * ranges that cover a file without overlapping give each value once. For files and channels.
     */
    public Builder<T> range(long from, long to) {
      this.ranged = true;
      this.from = from;
      this.to = to;
      return this;
    }

    /** How many bytes the header may have: 16 MiB unless told. */
    public Builder<T> maxHeaderBytes(int bytes) {
      this.headerBytes = bytes;
      return this;
    }

    /** How many bytes a block may have, as it stands in the file and decompressed: 64 MiB. */
    public Builder<T> maxBlockBytes(int bytes) {
      this.blockBytes = bytes;
      return this;
    }

    private Codec.Builder options() {
      Codec.Builder options = new Codec.Builder(null);
      configure.accept(options);
      return options;
    }

    private FileBlocks.Limits limits() {
      boolean anyNames = names == Schema.Names.UTF8;
      return new FileBlocks.Limits(options().emptyItems(), headerBytes, blockBytes, anyNames);
    }

    /**
     * Opens a file.
     *
     * @throws DecodeException if it is no container file
     * @throws SchemaException if its schema is none, or {@code schema_incompatible} with the
     *     reader's
     * @throws UsageException {@code shape_mismatch} if type and schema do not go together
     */
    public DataFileReader<T> open(Path file) throws IOException {
      return open(Files.newByteChannel(file));
    }

    /** As {@link #open(Path)}, of a file in a channel, from its front on whatever its position. */
    public DataFileReader<T> open(SeekableByteChannel file) throws IOException {
      long end = ranged ? to : Long.MAX_VALUE;
      return open(file, () -> new FileBlocks(file, ranged, from, end, limits()));
    }

    /** As {@link #open(Path)}, of bytes as they arrive; {@code invalid_argument} with a range. */
    public DataFileReader<T> open(InputStream in) throws IOException {
      if (ranged) {
        throw IsobyteException.of(
            ErrorCode.INVALID_ARGUMENT, "expected a file for a range, found a stream", "", -1);
      }
      return open(in, () -> new FileBlocks(in, limits()));
    }

    private DataFileReader<T> open(Closeable source, Opener opener) throws IOException {
      try {
        FileBlocks blocks = opener.open();
        try {
          return new DataFileReader<>(blocks, this);
        } catch (Throwable e) {
          blocks.close();
          throw e;
        }
      } catch (Throwable e) {
        source.close();
        throw e;
      }
    }

    private interface Opener {
      FileBlocks open() throws IOException;
    }
  }
}
