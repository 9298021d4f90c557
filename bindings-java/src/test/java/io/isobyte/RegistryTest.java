package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry: in memory, and the real server in a process of its own. */
final class RegistryTest {
  record User(String name) {}

  private static final String USER =
      "{\"type\":\"record\",\"name\":\"User\",\"fields\":[{\"name\":\"name\",\"type\":\"string\"}]}";

  @Test
  void inMemory() {
    try (Registry registry = Registry.connect("memory:")) {
      Schema schema = Schema.parse(USER);
      int id = registry.register("users-value", schema);
      assertEquals(id, registry.register("users-value", schema));
      RegisteredSchema latest = registry.bySubject("users-value");
      assertEquals(OptionalInt.of(id), latest.id());
      assertEquals(OptionalInt.of(1), latest.version());
      assertEquals("users-value", latest.subject().orElseThrow());
      assertEquals(schema, registry.byId(id).schema());
      assertSame(registry.byId(id), registry.byId(id));
      assertEquals(schema, registry.lookup("users-value", schema).schema());
      assertEquals("0261", Vectors.hex(registry.codec(id, User.class).encode(new User("a"))));
      assertSame(registry.codec(id, User.class), registry.codec(id, User.class));
      RegistryException none =
          assertThrows(RegistryException.class, () -> registry.bySubject("nobody"));
      assertEquals(ErrorCode.NOT_FOUND, none.code());
      assertFalse(none.isRetryable());
      assertThrows(RegistryException.class, () -> registry.byId(99));
      assertThrows(UsageException.class, () -> registry.byId(-1));
      assertThrows(UsageException.class, () -> registry.bySubject("users-value", 0));
    }
  }

  @Test
  void nobodyListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (Registry registry =
        Registry.builder("http://127.0.0.1:" + port)
            .retries(1)
            .backoff(Duration.ofMillis(1))
            .timeout(Duration.ofSeconds(2))
            .build()) {
      RegistryException down = assertThrows(RegistryException.class, () -> registry.byId(1));
      assertEquals(ErrorCode.UNAVAILABLE, down.code());
      assertTrue(down.isRetryable());
      assertTrue(down.getMessage().contains("127.0.0.1:" + port), down.getMessage());
    }
  }

  record Named(String title) {}

  @Test
  void codecsThatResolve() {
    try (Registry registry = Registry.connect("memory:")) {
      int id = registry.register("users", Schema.parse(USER));
      String field = "{\"name\":\"title\",\"type\":\"string\",\"aliases\":[\"name\"]}";
      String text = "{\"type\":\"record\",\"name\":\"User\",\"fields\":[" + field + "]}";
      Codec<Named> codec = registry.codec(id, Schema.parse(text), Named.class);
      assertEquals(registry.byId(id).schema(), codec.writerSchema());
      byte[] user = registry.codec(id, User.class).encode(new User("Ada"));
      assertEquals(new Named("Ada"), codec.decode(user));
      // Made once: equal schemas are the same reader.
      assertSame(codec, registry.codec(id, Schema.parse(" " + text), Named.class));
      assertThrows(
          SchemaException.class, () -> registry.codec(id, Schema.parse("\"int\""), Integer.class));
    }
  }

  @Test
  void secretsAreNotShown() {
    Registry.Builder builder = Registry.builder("http://127.0.0.1:1").basicAuth("ada", "secret");
    assertFalse(builder.toString().contains("secret"));
    assertThrows(UsageException.class, () -> Registry.connect("ftp://example.com"));
  }

  @Test
  void frames() {
    byte[] framed = Frame.wrap(258, new byte[] {9});
    assertEquals("000000010209", Vectors.hex(framed));
    assertEquals(258, Frame.schemaId(framed));
    assertEquals(
        ErrorCode.FRAME_UNKNOWN,
        assertThrows(DecodeException.class, () -> Frame.schemaId(new byte[] {1, 0, 0, 0, 0}))
            .code());
    assertEquals(
        ErrorCode.DATA_TRUNCATED,
        assertThrows(DecodeException.class, () -> Frame.schemaId(new byte[] {0, 0})).code());
    assertThrows(UsageException.class, () -> Frame.wrap(-1, new byte[0]));
    assertEquals(EventHeaders.AVRO, EventHeaders.contentType("application/avro"));
    assertThrows(DecodeException.class, () -> EventHeaders.contentType("text/plain"));
  }

  /** The server's program: what the environment says, else what the build made. */
  private static Path server() {
    String given = System.getenv("ISOBYTE_BIN");
    Path path = Path.of(given != null ? given : System.getProperty("isobyte.bin"));
    assertTrue(
        Files.isExecutable(path), () -> path + " is missing: build it, or name it by ISOBYTE_BIN");
    return path;
  }

  @Test
  void aRealServer(@TempDir Path data) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                server().toString(), "serve", "--listen", "127.0.0.1:0", "--data", data.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      Matcher url = Pattern.compile("http://[0-9.:]+").matcher(out.readLine());
      assertTrue(url.find());
      try (Registry registry = Registry.connect(url.group())) {
        Schema schema = Schema.parse(USER);
        int id = registry.register("users", schema);
        assertEquals(schema, registry.byId(id).schema());
        assertEquals(OptionalInt.of(id), registry.bySubject("users", 1).id());
        assertEquals(OptionalInt.of(id), registry.lookup("users", schema).id());
        assertEquals(schema, registry.byUrl(url.group() + "/schemas/ids/" + id).schema());
        assertEquals(schema, registry.byUrl(url.group() + "/users/schema.avsc").schema());
        // Hosts that nobody configured are never asked.
        assertThrows(
            UsageException.class, () -> registry.byUrl("http://169.254.1.1/users/schema.avsc"));
        Schema other = Schema.parse(USER.replace("string", "long"));
        RegistryException conflict =
            assertThrows(RegistryException.class, () -> registry.register("users", other));
        assertEquals(ErrorCode.CONFLICT, conflict.code());
        RegistryException none = assertThrows(RegistryException.class, () -> registry.byId(4711));
        assertEquals(ErrorCode.NOT_FOUND, none.code());
      }
      try (Registry registry = Registry.builder(List.of(url.group())).build()) {
        assertEquals("users", registry.bySubject("users").subject().orElseThrow());
      }
    } finally {
      process.destroy();
      process.waitFor();
    }
  }
}
