package io.isobyte;

import io.isobyte.internal.Handle;
import io.isobyte.internal.Native;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Schemas by their fingerprints: what single-object encoding needs to find the writer's schema of a
 * message. Safe to share between threads.
 *
 * <pre>{@code
 * byte[] message = codec.encodeSingleObject(order);
 *
 * SchemaStore store = new SchemaStore();
 * store.add(schema);
 * Order order = store.decode(message, Order.class);
 * }</pre>
 */
public final class SchemaStore implements AutoCloseable {
  /** The bytes before the datum of a message. */
  public static final int HEADER_LENGTH = 10;

  private final Handle handle = new Handle("schema store", Native.storeNew(), Native::storeFree);
  private final Map<Long, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<Key, Codec<?>> codecs = new ConcurrentHashMap<>();

  private record Key(Schema writer, Schema reader, Class<?> type) {}

  /** An empty store. */
  public SchemaStore() {}

  /**
   * Adds a schema; gives its fingerprint, CRC-64-AVRO. A schema with the same canonical form, which
   * reads the same bytes, takes the place of the one before.
   *
   * @throws RegistryException {@code conflict} when another canonical form has the same fingerprint
   */
  public long add(Schema schema) {
    Objects.requireNonNull(schema, "schema");
    long fingerprint =
        Handle.use(handle, store -> schema.<Long>use(held -> Native.storeAdd(store, held)));
    schemas.put(
        fingerprint, new Schema(Handle.use(handle, store -> Native.storeGet(store, fingerprint))));
    return fingerprint;
  }

  /** The schema of a fingerprint. It belongs to the store, which closes it. */
  public Optional<Schema> get(long fingerprint) {
    return Optional.ofNullable(schemas.get(fingerprint));
  }

  /**
   * The writer's schema of a message; its datum begins at {@link #HEADER_LENGTH}.
   *
   * @throws DecodeException {@code data_truncated} below ten bytes; {@code frame_unknown} for
   *     another header or an unknown fingerprint
   */
  public Schema find(byte[] message) {
    Objects.requireNonNull(message, "message");
    return schemas.get(Handle.use(handle, store -> Native.storeRead(store, message)));
  }

  /** How many schemas there are. */
  public int size() {
    return Handle.use(handle, Native::storeSize);
  }

  /**
   * Decodes a message in single-object encoding as its writer's schema has it.
   *
   * @throws DecodeException as {@link #find}; if the datum is none of the schema
   */
  public <T> T decode(byte[] message, Class<T> type) {
    return decode(new Key(find(message), null, type), message);
  }

  /**
   * Decodes a message in single-object encoding as a value of a reader's schema.
   *
   * @throws DecodeException as {@link #find}; if the datum cannot be read
   * @throws SchemaException {@code schema_incompatible} if no data of the writer can be read
   */
  public <T> T decode(byte[] message, Schema reader, Class<T> type) {
    return decode(new Key(find(message), Objects.requireNonNull(reader, "reader"), type), message);
  }

  @SuppressWarnings("unchecked")
  private <T> T decode(Key key, byte[] message) {
    Codec<?> codec = codecs.computeIfAbsent(key, SchemaStore::codec);
    return (T) codec.decode(message, HEADER_LENGTH, message.length - HEADER_LENGTH);
  }

  private static Codec<?> codec(Key key) {
    return key.reader() == null
        ? Codec.of(key.writer(), key.type())
        : Codec.resolve(key.writer(), key.reader(), key.type());
  }

  /** Frees the schemas and the codecs that were made of them. */
  @Override
  public void close() {
    handle.close();
    codecs.values().forEach(Codec::close);
    codecs.clear();
    schemas.values().forEach(Schema::close);
    schemas.clear();
  }
}
