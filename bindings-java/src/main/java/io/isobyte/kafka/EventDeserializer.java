package io.isobyte.kafka;

import io.isobyte.Codec;
import io.isobyte.ErrorCode;
import io.isobyte.EventHeaders;
import io.isobyte.Frame;
import io.isobyte.IsobyteException;
import io.isobyte.RegisteredSchema;
import io.isobyte.Registry;
import io.isobyte.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads events by the schema that their headers or their frames name. With a reader's schema they
 * are read as that: what they lack takes its default, what the class lacks is left out. An event
 * that names no schema is taken to be the reader's.
 *
 * <p>When it throws, the consumer's {@code poll} throws a {@code RecordDeserializationException}
 * that says where: seek behind that offset to go on.
 *
 * @param <T> the Java type, as {@link Codec} has them; {@code Object} for maps and lists
 */
public final class EventDeserializer<T> implements Deserializer<T> {
  /** Names of schemas that are remembered; headers may say anything. */
  private static final int MOST_NAMES = 1000;

  private final Map<String, Codec<T>> codecs = new ConcurrentHashMap<>();
  private Registry registry;
  private Class<T> type;
  private Schema reader;
  private volatile Codec<T> own;
  private String readerName;
  private boolean framed;
  private boolean isKey;
  private boolean isOwner;

  /** For Kafka, which configures it by the properties of {@link EventConfig}. */
  public EventDeserializer() {}

  /** Reads values of a class, of whatever schema fits it. */
  public EventDeserializer(Registry registry, Class<T> type) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.type = Objects.requireNonNull(type, "type");
  }

  /** Reads values of a class as those of a reader's schema. */
  public EventDeserializer(Registry registry, Class<T> type, Schema reader) {
    this(registry, type);
    this.reader = Objects.requireNonNull(reader, "reader");
  }

  /** Takes Confluent's frame off the values. */
  public EventDeserializer<T> framed() {
    framed = true;
    return this;
  }

  @Override
  @SuppressWarnings("unchecked")
  public void configure(Map<String, ?> configs, boolean isKey) {
    this.isKey = isKey;
    EventConfig config = new EventConfig(configs);
    if (registry == null) {
      type = (Class<T>) config.type(isKey);
      readerName = config.schema(isKey);
      framed = config.framed(isKey);
      registry = config.registry();
      isOwner = true;
    }
    framed |= isKey;
  }

  /** As below, of a message without headers. */
  @Override
  public T deserialize(String topic, byte[] value) {
    return deserialize(topic, null, value);
  }

  /**
   * The object of a message; null of a tombstone.
   *
   * @throws io.isobyte.DecodeException if the value is no datum of its schema, or the event names
   *     none
   * @throws io.isobyte.SchemaException if it cannot be read as the reader's schema
   * @throws io.isobyte.UsageException for a schema on a host that was not configured
   * @throws io.isobyte.RegistryException {@code not_found}, {@code unavailable}, ...
   */
  @Override
  public T deserialize(String topic, Headers headers, byte[] value) {
    if (value == null) {
      return null;
    }
    if (registry == null) {
      throw EventConfig.unfit("expected a deserializer with a registry or configured, found none");
    }
    boolean isJson = false;
    byte[] schemaId = {};
    byte[] confluent = {};
    if (headers != null && !isKey) {
      for (Header header : headers) {
        if (header.value() == null) {
          continue;
        }
        switch (header.key().toLowerCase(Locale.ROOT)) {
          case EventHeaders.CONTENT_TYPE, EventHeaders.SERIALIZATION_TYPE -> {
            String said = new String(header.value(), StandardCharsets.UTF_8);
            isJson = EventHeaders.contentType(said).equals(EventHeaders.AVRO_JSON);
          }
          case EventHeaders.SCHEMA_ID -> {
            boolean isBlank = new String(header.value(), StandardCharsets.ISO_8859_1).isBlank();
            schemaId = isBlank ? new byte[0] : header.value();
          }
          case EventHeaders.VALUE_SCHEMA_ID -> confluent = header.value();
          default -> {}
        }
      }
    }
    int start = framed ? Frame.LENGTH : 0;
    if (framed) {
      schemaId = String.valueOf(Frame.schemaId(value)).getBytes(StandardCharsets.US_ASCII);
    }
    Codec<T> codec = codec(schemaId.length == 0 ? confluent : schemaId);
    if (isJson) {
      return codec.decodeJson(text(ByteBuffer.wrap(value, start, value.length - start)));
    }
    return codec.decode(value, start, value.length - start);
  }

  /** Text, without anything put in place of bytes that are none. */
  private static String text(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw IsobyteException.of(
          ErrorCode.DATA_MALFORMED, "expected text in UTF-8, found other bytes", "", -1);
    }
  }

  /** The codec for what a schema of that name wrote; for no name, for the reader's own. */
  private Codec<T> codec(byte[] name) {
    if (name.length == 0 && own != null) {
      return own;
    }
    String key = new String(name, StandardCharsets.ISO_8859_1);
    Codec<T> known = codecs.get(key);
    if (known != null) {
      return known;
    }
    Schema reader = reader();
    if (name.length == 0 && reader != null) {
      own = Codec.of(reader, type);
      return own;
    }
    RegisteredSchema found = registry.byHeader(name);
    Codec<T> codec;
    if (found.id().isPresent()) {
      int id = found.id().getAsInt();
      codec = reader == null ? registry.codec(id, type) : registry.codec(id, reader, type);
    } else {
      Schema writer = found.schema();
      codec = reader == null ? Codec.of(writer, type) : Codec.resolve(writer, reader, type);
    }
    if (EventHeaders.isFixed(name) && codecs.size() < MOST_NAMES) {
      codecs.put(key, codec);
    }
    return codec;
  }

  private synchronized Schema reader() {
    if (reader == null && readerName != null) {
      reader = registry.byName(readerName).schema();
    }
    return reader;
  }

  /** Closes the registry, if it came from the configuration. */
  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
    if (isOwner) {
      registry.close();
    }
  }
}
