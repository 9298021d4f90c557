package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What errors say, where Java has mistakes of its own. */
final class MessageTest {
  record Item(long price) {}

  record Order(List<Item> items, Map<String, Long> attrs) {}

  private static final String ORDER =
      """
      {"type":"record","name":"Order","fields":[
        {"name":"items","type":{"type":"array","items":
          {"type":"record","name":"Item","fields":[{"name":"price","type":"long"}]}}},
        {"name":"attrs","type":{"type":"map","values":"long"}}]}\
      """;

  /** What unchecked casts let through has the library's exception, with its place. */
  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void valuesOfAnotherClass() {
    Codec<Order> codec = Codec.of(Schema.parse(ORDER), Order.class);
    Order inList = new Order(new ArrayList(List.of(new Item(1), "x")), Map.of());
    Order inMap = new Order(List.of(), (Map) Map.of("k", "x"));
    Map<String, Object> values = Map.of("items[1]", inList, "attrs[\"k\"]", inMap, "", "hello");
    values.forEach(
        (path, value) -> {
          EncodeException e =
              assertThrows(EncodeException.class, () -> ((Codec) codec).encode(value), path);
          assertEquals(ErrorCode.VALUE_TYPE, e.code());
          assertEquals(path, e.path());
          assertInstanceOf(ClassCastException.class, e.getCause());
        });
    EncodeException second =
        assertThrows(
            EncodeException.class,
            () -> ((Codec) codec).encodeAll(List.of(new Order(List.of(), Map.of()), "hello")));
    assertEquals("[1]", second.path());
  }

  @Test
  void nullArgumentsAreNamed() {
    try (Registry registry = Registry.connect("memory:")) {
      for (var call :
          List.<org.junit.jupiter.api.function.Executable>of(
              () -> registry.register("s", null), () -> registry.lookup("s", null))) {
        assertEquals("schema", assertThrows(NullPointerException.class, call).getMessage());
      }
    }
    assertEquals(
        "url", assertThrows(NullPointerException.class, () -> Registry.connect(null)).getMessage());
  }
}
