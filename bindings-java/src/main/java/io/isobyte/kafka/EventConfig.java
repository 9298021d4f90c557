package io.isobyte.kafka;

import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;
import io.isobyte.Registry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The properties by which Kafka makes serializers and deserializers. */
public final class EventConfig {
  /** The registry: one address, or several of it, separated by commas. */
  public static final String REGISTRY_URL = "isobyte.registry.url";

  /** A name for basic authentication. */
  public static final String REGISTRY_USER = "isobyte.registry.user";

  /** A password for basic authentication. */
  public static final String REGISTRY_PASSWORD = "isobyte.registry.password";

  /** A bearer token instead. */
  public static final String REGISTRY_TOKEN = "isobyte.registry.token";

  /** Hosts beside the registry's own that URLs in headers may lead to, separated by commas. */
  public static final String ALLOWED_HOSTS = "isobyte.registry.allowed.hosts";

  /** The class of values; without it, deserializers give maps and lists. */
  public static final String VALUE_TYPE = "isobyte.value.type";

  /** The class of keys. */
  public static final String KEY_TYPE = "isobyte.key.type";

  /**
   * What names the schema of values, such as {@code users:latest}: the one that a serializer writes
   * by; the one that a deserializer reads as, whatever the writer's was.
   */
  public static final String VALUE_SCHEMA = "isobyte.value.schema";

  /** What names the schema of keys. */
  public static final String KEY_SCHEMA = "isobyte.key.schema";

  /**
   * Whether values stand behind Confluent's frame: {@code true} or {@code false}, the default. Keys
   * always do.
   */
  public static final String FRAMED = "isobyte.framed";

  /** How values are serialized: {@code avro}, the default, or {@code avro-json}. */
  public static final String CONTENT_TYPE = "isobyte.content.type";

  private final Map<String, ?> values;

  EventConfig(Map<String, ?> values) {
    this.values = values;
  }

  Registry registry() {
    Registry.Builder builder = Registry.builder(texts(required(REGISTRY_URL)));
    String user = text(REGISTRY_USER, null);
    if (user != null) {
      builder.basicAuth(user, text(REGISTRY_PASSWORD, ""));
    }
    String token = text(REGISTRY_TOKEN, null);
    if (token != null) {
      builder.bearerToken(token);
    }
    return builder.allowedHosts(texts(text(ALLOWED_HOSTS, ""))).build();
  }

  Class<?> type(boolean isKey) {
    String key = isKey ? KEY_TYPE : VALUE_TYPE;
    Object given = values.get(key);
    if (given == null || given instanceof Class) {
      return given == null ? Object.class : (Class<?>) given;
    }
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return Class.forName(given.toString(), true, loader);
    } catch (ClassNotFoundException e) {
      throw unfit(key + ": expected the name of a class, found " + given);
    }
  }

  String schema(boolean isKey) {
    return text(isKey ? KEY_SCHEMA : VALUE_SCHEMA, null);
  }

  boolean framed(boolean isKey) {
    return isKey || Boolean.parseBoolean(text(FRAMED, "false"));
  }

  String contentType() {
    return text(CONTENT_TYPE, "avro");
  }

  String required(String key) {
    String given = text(key, null);
    if (given == null) {
      throw unfit("expected property " + key + ", found none");
    }
    return given;
  }

  private String text(String key, String otherwise) {
    Object given = values.get(key);
    return given == null ? otherwise : given.toString();
  }

  private static List<String> texts(String joined) {
    return Arrays.stream(joined.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }

  static IsobyteException unfit(String message) {
    return IsobyteException.of(ErrorCode.INVALID_ARGUMENT, message, "", -1);
  }
}
