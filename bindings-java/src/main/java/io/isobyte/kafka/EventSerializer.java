package io.isobyte.kafka;

import io.isobyte.Codec;
import io.isobyte.EventHeaders;
import io.isobyte.Frame;
import io.isobyte.RegisteredSchema;
import io.isobyte.Registry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes values by a schema of a registry, and says so in the headers {@code content-type} and
 * {@code schema-id}. The schema is looked up with the first value and stays: where its name is that
 * of the latest version, the header says which one that was.
 *
 * <p>Keys, and values that are {@linkplain #framed framed}, stand behind Confluent's frame. Keys
 * have no headers: these speak of the value.
 *
 * @param <T> the Java type, as {@link Codec} has them
 */
public final class EventSerializer<T> implements Serializer<T> {
  private Registry registry;
  private Class<?> type;
  private String name;
  private boolean framed;
  private boolean isKey;
  private boolean isOwner;
  private String contentType = EventHeaders.AVRO;
  private volatile Target target;

  /** What is known of the schema, once it was looked up. */
  private record Target(Codec<Object> codec, int id, byte[] name) {}

  /** For Kafka, which configures it by the properties of {@link EventConfig}. */
  public EventSerializer() {}

  /** Writes values of a class by the schema that a name means, such as {@code users:latest}. */
  public EventSerializer(Registry registry, Class<T> type, String schema) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.type = Objects.requireNonNull(type, "type");
    this.name = Objects.requireNonNull(schema, "schema");
  }

  /** Puts Confluent's frame before the values. */
  public EventSerializer<T> framed() {
    framed = true;
    return this;
  }

  /** Writes values in Avro's JSON encoding. */
  public EventSerializer<T> json() {
    contentType = EventHeaders.AVRO_JSON;
    return this;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    this.isKey = isKey;
    EventConfig config = new EventConfig(configs);
    if (registry == null) {
      contentType = EventHeaders.contentType(config.contentType());
      name = config.required(isKey ? EventConfig.KEY_SCHEMA : EventConfig.VALUE_SCHEMA);
      type = config.type(isKey);
      framed = config.framed(isKey);
      registry = config.registry();
      isOwner = true;
    }
    framed |= isKey;
  }

  /**
   * The value of a message without headers, which only a frame can tell the schema of.
   *
   * @throws io.isobyte.UsageException if the event needs headers
   */
  @Override
  public byte[] serialize(String topic, T value) {
    return serialize(topic, null, value);
  }

  /**
   * The value of a message, whose headers are added; null is a tombstone.
   *
   * @throws io.isobyte.EncodeException if the schema does not allow the value
   * @throws io.isobyte.RegistryException {@code not_found}, {@code unavailable}, ...
   */
  @Override
  public byte[] serialize(String topic, Headers headers, T value) {
    if (value == null) {
      return null;
    }
    Target target = target();
    boolean isJson = contentType.equals(EventHeaders.AVRO_JSON);
    byte[] datum =
        isJson
            ? target.codec.encodeJson(value).getBytes(StandardCharsets.UTF_8)
            : target.codec.encode(value);
    byte[] written = framed ? Frame.wrap(target.id, datum) : datum;
    if (headers != null && !isKey) {
      headers.remove(EventHeaders.CONTENT_TYPE).remove(EventHeaders.SCHEMA_ID);
      headers.add(EventHeaders.CONTENT_TYPE, contentType.getBytes(StandardCharsets.US_ASCII));
      headers.add(EventHeaders.SCHEMA_ID, target.name);
    } else if (isJson || !framed) {
      throw EventConfig.unfit("expected headers for the event, or framed values in Avro binary");
    }
    return written;
  }

  private Target target() {
    Target known = target;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      if (target == null) {
        if (registry == null) {
          throw EventConfig.unfit(
              "expected a serializer with a registry or configured, found none");
        }
        String fixed = registry.fixedName(name);
        RegisteredSchema found = registry.byName(fixed);
        if (framed && found.id().isEmpty()) {
          throw EventConfig.unfit("expected a schema with an id for the frame, found " + name);
        }
        @SuppressWarnings("unchecked")
        Codec<Object> codec = (Codec<Object>) Codec.of(found.schema(), type);
        target = new Target(codec, found.id().orElse(-1), fixed.getBytes(StandardCharsets.UTF_8));
      }
      return target;
    }
  }

  /** Closes the registry, if it came from the configuration. */
  @Override
  public void close() {
    if (target != null) {
      target.codec.close();
    }
    if (isOwner) {
      registry.close();
    }
  }
}
