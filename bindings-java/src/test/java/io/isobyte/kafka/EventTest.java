package io.isobyte.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.isobyte.ErrorCode;
import io.isobyte.Frame;
import io.isobyte.IsobyteException;
import io.isobyte.Registry;
import io.isobyte.RegistryException;
import io.isobyte.Schema;
import io.isobyte.UsageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Serializers and deserializers, as Kafka's clients call them. */
final class EventTest {
  record User(String name, long age) {}

  record Later(String name, long age, String email) {}

  private static final String FIELDS =
      "{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"age\",\"type\":\"long\"}";
  private static final Schema USER = schema(FIELDS);
  private static final Schema LATER =
      schema(FIELDS + ",{\"name\":\"email\",\"type\":\"string\",\"default\":\"none\"}");

  /** By hand: a length of 4, "Bond"; 50 zig-zag. */
  private static final byte[] BOND = {8, 'B', 'o', 'n', 'd', 100};

  private static Schema schema(String fields) {
    return Schema.parse("{\"type\":\"record\",\"name\":\"User\",\"fields\":[" + fields + "]}");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String header(Headers headers, String key) {
    return new String(headers.lastHeader(key).value(), StandardCharsets.US_ASCII);
  }

  private static ErrorCode code(Runnable call) {
    return assertThrows(IsobyteException.class, call::run).code();
  }

  @Test
  void thereAndBack() {
    try (Registry registry = Registry.connect("memory:")) {
      String id = String.valueOf(registry.register("users", USER));
      for (boolean framed : new boolean[] {false, true}) {
        for (boolean json : new boolean[] {false, true}) {
          EventSerializer<User> to = new EventSerializer<>(registry, User.class, "users:latest");
          EventDeserializer<Later> from = new EventDeserializer<>(registry, Later.class, LATER);
          EventDeserializer<Object> dynamic = new EventDeserializer<>(registry, Object.class);
          if (framed) {
            to.framed();
            from.framed();
            dynamic.framed();
          }
          if (json) {
            to.json();
          }
          RecordHeaders headers = new RecordHeaders();
          headers.add("trace", ascii("1")).add("schema-id", ascii("4711"));
          byte[] value = to.serialize("t", headers, new User("Bond", 50));
          byte[] datum = json ? ascii("{\"name\":\"Bond\",\"age\":50}") : BOND;
          assertArrayEquals(framed ? Frame.wrap(Integer.parseInt(id), datum) : datum, value);
          assertEquals(3, headers.toArray().length);
          assertEquals(json ? "avro-json" : "avro", header(headers, "content-type"));
          assertEquals(id, header(headers, "schema-id"));
          assertEquals(new Later("Bond", 50, "none"), from.deserialize("t", headers, value));
          Map<String, Object> map = Map.of("name", "Bond", "age", 50L);
          assertEquals(map, dynamic.deserialize("t", headers, value));
          to.close();
          from.close();
        }
      }
    }
  }

  @Test
  void namesOfSchemas() {
    try (Registry registry = Registry.connect("memory:events")) {
      String id = String.valueOf(registry.register("users", USER));
      registry.register(":.apart:a:b", LATER);
      String url = "memory:events/schemas/ids/" + id;
      for (String name :
          List.of(id, "users:1", "users:latest", url, "memory:events/users/schema.avsc")) {
        assertEquals(USER, registry.byName(name).schema(), name);
        assertEquals(USER, registry.byHeader(ascii(name)).schema(), name);
        try (var from = new EventDeserializer<>(registry, Later.class, LATER)) {
          Headers headers = new RecordHeaders().add("Schema-Id", ascii(name));
          assertEquals(new Later("Bond", 50, "none"), from.deserialize("t", headers, BOND), name);
        }
      }
      assertEquals(LATER, registry.byName(":.apart:a:b:1").schema());
      assertEquals(id, registry.fixedName("users:latest"));
      assertEquals("users:1", registry.fixedName("users:1"));
      assertEquals(url, registry.fixedName("memory:events/users/schema.avsc"));
      for (String name : List.of("", "users", "users:0", ":.apart:3")) {
        assertThrows(UsageException.class, () -> registry.byName(name), name);
      }
      // Confluent's header.
      byte[] confluent = {0, 0, 0, 0, Byte.parseByte(id)};
      Headers headers = new RecordHeaders().add("__value_schema_id", confluent);
      try (var from = new EventDeserializer<>(registry, User.class)) {
        assertEquals(new User("Bond", 50), from.deserialize("t", headers, BOND));
      }
    }
  }

  @Test
  void whatIsWrong() {
    try (Registry registry = Registry.connect("memory:")) {
      byte[] id = ascii(String.valueOf(registry.register("users", USER)));
      var from = new EventDeserializer<>(registry, User.class);
      byte[] cut = {8, 'B', 'o'};
      Headers good = new RecordHeaders().add("schema-id", id);
      assertEquals(ErrorCode.DATA_TRUNCATED, code(() -> from.deserialize("t", good, cut)));
      assertEquals(new User("Bond", 50), from.deserialize("t", good, BOND));
      Map<String, ErrorCode> wrong =
          Map.of(
              "4711", ErrorCode.NOT_FOUND,
              "http://127.0.0.2:9/schemas/ids/1", ErrorCode.INVALID_ARGUMENT,
              "users", ErrorCode.FRAME_UNKNOWN);
      wrong.forEach(
          (name, expected) -> {
            Headers headers = new RecordHeaders().add("schema-id", ascii(name));
            assertEquals(expected, code(() -> from.deserialize("t", headers, BOND)), name);
          });
      assertEquals(ErrorCode.FRAME_UNKNOWN, code(() -> from.deserialize("t", BOND)));
      Headers plain = new RecordHeaders().add("content-type", ascii("text/plain"));
      assertEquals(ErrorCode.FRAME_UNKNOWN, code(() -> from.deserialize("t", plain, BOND)));
      assertNull(from.deserialize("t", good, (byte[]) null));
      // An event that names no schema is the reader's.
      var own = new EventDeserializer<>(registry, User.class, USER);
      assertEquals(new User("Bond", 50), own.deserialize("t", BOND));
      var to = new EventSerializer<>(registry, User.class, "users:1");
      assertNull(to.serialize("t", new RecordHeaders(), null));
      assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> to.serialize("t", new User("Bond", 50))));
      var lost = new EventSerializer<>(registry, User.class, "nobody:latest");
      assertThrows(
          RegistryException.class,
          () -> lost.serialize("t", new RecordHeaders(), new User("Bond", 50)));
      assertEquals(
          ErrorCode.INVALID_ARGUMENT, code(() -> new EventDeserializer<>().deserialize("t", BOND)));
    }
  }

  @Test
  void madeByKafka() {
    String url = "memory:made-by-kafka";
    try (Registry registry = Registry.connect(url);
        EventSerializer<User> to = new EventSerializer<>();
        EventDeserializer<Later> from = new EventDeserializer<>();
        EventSerializer<User> key = new EventSerializer<>()) {
      int id = registry.register("users", USER);
      registry.register("later", LATER);
      Map<String, Object> config =
          Map.of(
              EventConfig.REGISTRY_URL,
              url,
              EventConfig.VALUE_TYPE,
              User.class,
              EventConfig.KEY_TYPE,
              User.class.getName(),
              EventConfig.KEY_SCHEMA,
              "users:1",
              EventConfig.VALUE_SCHEMA,
              "users:1",
              EventConfig.CONTENT_TYPE,
              "avro-json");
      to.configure(config, false);
      RecordHeaders headers = new RecordHeaders();
      byte[] value = to.serialize("t", headers, new User("Bond", 50));
      assertEquals("users:1", header(headers, "schema-id"));
      from.configure(
          Map.of(
              EventConfig.REGISTRY_URL,
              url,
              EventConfig.VALUE_TYPE,
              Later.class.getName(),
              EventConfig.VALUE_SCHEMA,
              "later:latest"),
          false);
      assertEquals(new Later("Bond", 50, "none"), from.deserialize("t", headers, value));
      // Keys are framed, whatever the configuration says of values, and have no headers.
      key.configure(
          Map.of(
              EventConfig.REGISTRY_URL,
              url,
              EventConfig.KEY_TYPE,
              User.class.getName(),
              EventConfig.KEY_SCHEMA,
              "users:1"),
          true);
      RecordHeaders none = new RecordHeaders();
      assertArrayEquals(Frame.wrap(id, BOND), key.serialize("t", none, new User("Bond", 50)));
      assertEquals(0, none.toArray().length);
      var wrong = new EventSerializer<User>();
      assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> wrong.configure(Map.of(), false)));
      Map<String, String> nobody =
          Map.of(
              EventConfig.REGISTRY_URL, url,
              EventConfig.VALUE_SCHEMA, "users:1",
              EventConfig.VALUE_TYPE, "no.such.Class");
      assertEquals(ErrorCode.INVALID_ARGUMENT, code(() -> wrong.configure(nobody, false)));
    }
  }
}
