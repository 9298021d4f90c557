package io.isobyte;

import io.isobyte.internal.Engine;
import io.isobyte.internal.Native;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A schema compiled for one Java type, ready to encode and decode. Immutable, safe to share between
 * threads: make one and keep it.
 *
 * <p>Types: primitives and their boxes, {@code String}, {@code byte[]}, {@code ByteBuffer}, enums,
 * {@code List}, {@code Set}, arrays, {@code Map<String, V>}, records, other classes with fields and
 * a constructor without parameters, {@code Optional}, sealed types, {@code BigDecimal}, {@code
 * UUID}, {@code LocalDate}, {@code LocalTime}, {@code Instant}, {@code LocalDateTime}, {@link
 * Duration}; and {@code Object} for values of any kind: there, records are maps, and {@link Branch}
 * and {@link EnumSymbol} name a branch of a union and an enum.
 *
 * @param <T> the Java type
 */
public final class Codec<T> implements AutoCloseable {
  private final Schema schema;
  private final Schema writer;
  private final Engine engine;

  private Codec(Builder builder, Type type) {
    Objects.requireNonNull(type, "type");
    this.schema = Objects.requireNonNull(builder.schema, "schema");
    this.writer = builder.writer == null ? schema : builder.writer;
    this.engine =
        Schema.use(
            builder.writer == null ? List.of(schema) : List.of(schema, writer),
            addresses ->
                new Engine(
                    addresses[0],
                    addresses.length == 1 ? 0 : addresses[1],
                    type,
                    builder.flags,
                    builder.depth,
                    builder.emptyItems,
                    (builder.flags & Builder.IGNORE_UNKNOWN_FIELDS) != 0));
  }

  /**
   * A codec for a class.
   *
   * @throws UsageException {@code shape_mismatch}, with every mismatch and its path, if class and
   *     schema do not go together
   */
  public static <T> Codec<T> of(Schema schema, Class<T> type) {
    return builder(schema).build(type);
  }

  /**
   * A codec for a type with type arguments.
   *
   * @throws UsageException {@code shape_mismatch}, with every mismatch and its path, if type and
   *     schema do not go together
   */
  public static <T> Codec<T> of(Schema schema, TypeRef<T> type) {
    return builder(schema).build(type);
  }

  /** A codec for values of any kind. */
  public static Codec<Object> of(Schema schema) {
    return of(schema, Object.class);
  }

  /**
   * A codec that decodes data of one schema as values of another: it reads what was written, and
   * gives what is asked for, with the defaults of {@code reader} for what was not written. It
   * encodes nothing.
   *
   * @throws SchemaException {@code schema_incompatible}, with all reasons, if no data of {@code
   *     writer} can be read; where only some cannot, decoding them throws it
   * @throws UsageException {@code shape_mismatch} if class and reader's schema do not go together
   */
  public static <T> Codec<T> resolve(Schema writer, Schema reader, Class<T> type) {
    return builder(reader).writer(writer).build(type);
  }

  /** As {@link #resolve(Schema, Schema, Class)}, for a type with type arguments. */
  public static <T> Codec<T> resolve(Schema writer, Schema reader, TypeRef<T> type) {
    return builder(reader).writer(writer).build(type);
  }

  /** As {@link #resolve(Schema, Schema, Class)}, for values of any kind. */
  public static Codec<Object> resolve(Schema writer, Schema reader) {
    return resolve(writer, reader, Object.class);
  }

  /** A codec with options. */
  public static Builder builder(Schema schema) {
    return new Builder(Objects.requireNonNull(schema, "schema"));
  }

  /** The schema; where another one is resolved to it, the reader's. */
  public Schema schema() {
    return schema;
  }

  /** The schema of the data: the writer's. */
  public Schema writerSchema() {
    return writer;
  }

  Engine engine() {
    return engine;
  }

  /**
   * Encodes a value.
   *
   * @throws EncodeException if the schema does not allow the value; the path tells where
   */
  public byte[] encode(T value) {
    return engine.encode(value);
  }

  /**
   * Encodes a value into a buffer, from its position on, and gives the number of bytes. When it
   * fails, nothing is written.
   *
   * @throws EncodeException if the schema does not allow the value
   * @throws UsageException {@code buffer_too_small}
   */
  public int encode(T value, ByteBuffer buffer) {
    byte[] bytes = engine.encode(value);
    if (bytes.length > buffer.remaining()) {
      String message = "expected room for " + bytes.length + " bytes, found " + buffer.remaining();
      throw IsobyteException.of(ErrorCode.BUFFER_TOO_SMALL, message, "", bytes.length);
    }
    buffer.put(bytes);
    return bytes.length;
  }

  /**
   * Encodes values, each into bytes of its own, faster than one by one.
   *
   * @throws EncodeException if the schema does not allow one of them; the path begins with its
   *     number
   */
  public List<byte[]> encodeAll(Collection<? extends T> values) {
    return engine.encodeAll(values);
  }

  /** As {@link #encodeAll(Collection)}. */
  public List<byte[]> encodeAll(T[] values) {
    return engine.encodeAll(Arrays.asList(values));
  }

  /**
   * Encodes a value in Avro's JSON encoding, as Avro Java writes it: without white space, values of
   * unions under the name of their branch.
   *
   * @throws EncodeException if the schema does not allow the value; the path tells where
   */
  public String encodeJson(T value) {
    return engine.encodeJson(value);
  }

  /**
   * Decodes a text in Avro's JSON encoding. Every field must be there, in any order.
   *
   * @throws DecodeException if the text is no value of the schema
   */
  @SuppressWarnings("unchecked")
  public T decodeJson(String text) {
    return (T) engine.decodeJson(Objects.requireNonNull(text, "text"));
  }

  /**
   * Encodes a value as a message in Avro's single-object encoding: behind a header of ten bytes
   * with the schema's fingerprint, by which a {@link SchemaStore} finds the schema.
   *
   * @throws EncodeException if the schema does not allow the value; the path tells where
   */
  public byte[] encodeSingleObject(T value) {
    byte[] datum = engine.encode(value);
    byte[] header = schema.use(Native::schemaHeader);
    byte[] message = Arrays.copyOf(header, header.length + datum.length);
    System.arraycopy(datum, 0, message, header.length, datum.length);
    return message;
  }

  /**
   * Decodes a value that is the whole of the bytes.
   *
   * @throws DecodeException if the bytes are no datum of the schema
   */
  public T decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /**
   * Decodes a value that is the whole of a range of bytes.
   *
   * @throws DecodeException if the bytes are no datum of the schema
   */
  @SuppressWarnings("unchecked")
  public T decode(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return (T) engine.decode(bytes, offset, length);
  }

  /**
   * Decodes a value that is what remains of a buffer, and moves its position to the end.
   *
   * @throws DecodeException if the bytes are no datum of the schema; the position stays
   */
  public T decode(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    T value = decode(bytes);
    buffer.position(buffer.limit());
    return value;
  }

  /**
   * Decodes values, each from bytes of its own, by one crossing.
   *
   * @throws DecodeException if one of them is no datum of the schema; the path begins with its
   *     number, and the offset is that in its own bytes
   */
  @SuppressWarnings("unchecked")
  public List<T> decodeAll(Collection<byte[]> data) {
    return (List<T>) engine.decodeAll(data);
  }

  /** As {@link #decodeAll(Collection)}. */
  public List<T> decodeAll(byte[][] data) {
    return decodeAll(Arrays.asList(data));
  }

  /**
   * Frees the codec once no call uses it; later calls throw {@link UsageException} {@code closed}.
   */
  @Override
  public void close() {
    engine.close();
  }

  /** Options, where the specification leaves a choice. */
  public static final class Builder {
    private static final int IGNORE_UNKNOWN_FIELDS = 1;
    private static final int INSERTION_ORDER_MAPS = 2;
    private static final int RAW_LOGICAL_TYPES = 4;
    private static final int TAGGED_UNIONS = 8;

    private Schema schema;
    private Schema writer;
    private int flags;
    private int depth = 1000;
    private int emptyItems = 16_384;

    /** Options for a schema that files will tell, where it is null. */
    Builder(Schema schema) {
      this.schema = schema;
    }

    Builder schema(Schema schema) {
      this.schema = schema;
      return this;
    }

    int emptyItems() {
      return emptyItems;
    }

    /**
     * Decodes data of this schema as values of the codec's own: see {@link Codec#resolve(Schema,
     * Schema, Class)}.
     */
    public Builder writer(Schema writer) {
      this.writer = Objects.requireNonNull(writer, "writer");
      return this;
    }

    private Builder flag(int flag, boolean on) {
      flags = on ? flags | flag : flags & ~flag;
      return this;
    }

    /** Leaves out fields that the schema lacks, instead of refusing them. */
    public Builder ignoreUnknownFields(boolean on) {
      return flag(IGNORE_UNKNOWN_FIELDS, on);
    }

    /**
     * Writes maps in their own order, instead of sorted: other bytes than those of the other
     * languages.
     */
    public Builder insertionOrderMaps(boolean on) {
      return flag(INSERTION_ORDER_MAPS, on);
    }

    /** Leaves logical types alone: values are those of the underlying type. */
    public Builder rawLogicalTypes(boolean on) {
      return flag(RAW_LOGICAL_TYPES, on);
    }

    /** Decodes values of unions, but null, as {@link Branch}, where the type is {@code Object}. */
    public Builder taggedUnions(boolean on) {
      return flag(TAGGED_UNIONS, on);
    }

    /** How deep records, arrays and maps may nest. */
    public Builder maxDepth(int levels) {
      depth = levels;
      return this;
    }

    /** How many items of no size a datum may have. */
    public Builder maxEmptyItems(int items) {
      emptyItems = items;
      return this;
    }

    /** A codec for a class. */
    public <T> Codec<T> build(Class<T> type) {
      return build((Type) type);
    }

    /** A codec for a type with type arguments. */
    public <T> Codec<T> build(TypeRef<T> type) {
      return build(type.type());
    }

    <T> Codec<T> build(Type type) {
      return new Codec<>(this, type);
    }

    /** A codec for values of any kind. */
    public Codec<Object> build() {
      return build(Object.class);
    }
  }
}
