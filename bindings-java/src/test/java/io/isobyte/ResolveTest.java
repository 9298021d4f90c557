package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Resolution into classes: defaults of every kind, fields that move, and what is refused. */
final class ResolveTest {
  enum Kind {
    A,
    B,
    C
  }

  record Place(String street, int zip) {}

  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  record Full(
      long id,
      String text,
      byte[] bytes,
      ByteBuffer buffer,
      byte[] fixed,
      BigDecimal decimal,
      BigDecimal fixedDecimal,
      List<String> list,
      Map<String, byte[]> map,
      Kind kind,
      String symbol,
      Place place,
      Shape shape,
      Optional<String> maybe,
      Integer nothing,
      double[] numbers,
      Object any) {}

  private static final String WRITER =
      """
      {"type":"record","name":"Full","namespace":"io.isobyte","fields":[{"name":"id","type":"int"}]}\
      """;

  private static final String READER =
      """
      {"type":"record","name":"Full","namespace":"io.isobyte","fields":[
        {"name":"id","type":"long"},
        {"name":"text","type":"string","default":"d\\u00e9f"},
        {"name":"bytes","type":"bytes","default":"\\u00ff\\u0000a"},
        {"name":"buffer","type":"bytes","default":""},
        {"name":"fixed","type":{"type":"fixed","name":"F2","size":2},"default":"\\u0001\\u00fe"},
        {"name":"decimal","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2},
          "default":"\\u00ff\\u0085"},
        {"name":"fixedDecimal","type":{"type":"fixed","name":"F4","size":4,
          "logicalType":"decimal","precision":9,"scale":1},"default":"\\u0000\\u0000\\u0000\\u007b"},
        {"name":"list","type":{"type":"array","items":"string"},"default":["a","",
          "\\ud83d\\ude00"]},
        {"name":"map","type":{"type":"map","values":"bytes"},"default":{"k":"\\u00ab"}},
        {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A","B","C"]},"default":"C"},
        {"name":"symbol","type":"Kind","default":"B"},
        {"name":"place","type":{"type":"record","name":"Place","fields":[
          {"name":"street","type":"string"},{"name":"zip","type":"int","default":7}]},
          "default":{"street":"s"}},
        {"name":"shape","type":[{"type":"record","name":"Circle","fields":[
          {"name":"radius","type":"double"}]},{"type":"record","name":"Square","fields":[
          {"name":"side","type":"double"}]}],"default":{"radius":1.5}},
        {"name":"maybe","type":["string","null"],"default":"m"},
        {"name":"nothing","type":["null","int"],"default":null},
        {"name":"numbers","type":{"type":"array","items":"double"},"default":[1,-0.5]},
        {"name":"any","type":["bytes","null"],"default":"\\u0080"}]}\
      """;

  private static void check(Full found) {
    assertEquals(7, found.id());
    assertEquals("d\u00e9f", found.text());
    assertArrayEquals(Vectors.hex("ff0061"), found.bytes());
    assertEquals(ByteBuffer.allocate(0), found.buffer());
    assertArrayEquals(Vectors.hex("01fe"), found.fixed());
    assertEquals(new BigDecimal("-1.23"), found.decimal());
    assertEquals(new BigDecimal("12.3"), found.fixedDecimal());
    assertEquals(List.of("a", "", "\ud83d\ude00"), found.list());
    assertEquals(1, found.map().size());
    assertArrayEquals(Vectors.hex("ab"), found.map().get("k"));
    assertSame(Kind.C, found.kind());
    assertEquals("B", found.symbol());
    assertEquals(new Place("s", 7), found.place());
    assertEquals(new Circle(1.5), found.shape());
    assertEquals(Optional.of("m"), found.maybe());
    assertEquals(null, found.nothing());
    assertArrayEquals(new double[] {1, -0.5}, found.numbers());
    assertArrayEquals(Vectors.hex("80"), (byte[]) found.any());
  }

  @Test
  void defaultsOfEveryKind() {
    Codec<Full> codec = Codec.resolve(Schema.parse(WRITER), Schema.parse(READER), Full.class);
    byte[] seven = Vectors.hex("0e");
    check(codec.decode(seven));
    check(codec.decode(new byte[] {1, 0x0e, 1}, 1, 1));
    List<Full> many = codec.decodeAll(Arrays.asList(seven, seven, seven));
    many.forEach(ResolveTest::check);
    assertEquals(3, many.size());
    check(codec.decodeJson("{\"id\":7}"));
    assertEquals(
        ErrorCode.UNSUPPORTED,
        assertThrows(UsageException.class, () -> codec.encode(many.get(0))).code());
    assertThrows(UsageException.class, () -> codec.encodeJson(many.get(0)));
    assertThrows(UsageException.class, () -> codec.encodeAll(many));
  }

  private static final String OLD =
      """
      {"type":"record","name":"W","fields":[{"name":"id","type":"int"},
        {"name":"gone","type":"string"},{"name":"old","type":["string","null"]},
        {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A","Z"]}},
        {"name":"x","type":"float"}]}\
      """;

  private static final String NEW =
      """
      {"type":"record","name":"W","fields":[{"name":"x","type":"double"},
        {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["C","B","A"],"default":"B"}},
        {"name":"id","type":"long"},{"name":"mail","type":["null","string"],"aliases":["old"]}]}\
      """;

  record Moved(String mail, Kind kind, double x, long id) {}

  @Test
  void fieldsThatMove() {
    Schema old = Schema.parse(OLD);
    Schema fresh = Schema.parse(NEW);
    Codec<Moved> codec = Codec.resolve(old, fresh, Moved.class);
    assertSame(old, codec.writerSchema());
    assertSame(fresh, codec.schema());
    // 7, "bye", branch 0 "m@x", symbol 1, 1.5: by hand.
    byte[] data = Vectors.hex("0e0662796500066d4078020000c03f");
    assertEquals(new Moved("m@x", Kind.B, 1.5, 7), codec.decode(data));
    assertEquals(
        Map.of("mail", "m@x", "kind", "B", "x", 1.5, "id", 7L),
        Codec.resolve(old, fresh).decode(data));
    assertEquals(
        List.of(new Moved("m@x", Kind.B, 1.5, 7)),
        Codec.resolve(
                Schema.parse("{\"type\":\"array\",\"items\":" + OLD + "}"),
                Schema.parse("{\"type\":\"array\",\"items\":" + NEW + "}"),
                new TypeRef<List<Moved>>() {})
            .decode(Vectors.hex("020e0662796500066d4078020000c03f00")));
    for (int cut = 0; cut < data.length; cut++) {
      byte[] front = Arrays.copyOf(data, cut);
      assertThrows(DecodeException.class, () -> codec.decode(front));
    }
    DecodeException second =
        assertThrows(
            DecodeException.class, () -> codec.decodeAll(List.of(data, Arrays.copyOf(data, 3))));
    assertTrue(second.path().startsWith("[1]"), second.path());
  }

  /** Each datum ends with its own bytes, though all are decoded at once. */
  @Test
  void batchesKeepTheirBounds() {
    Codec<Object> string = Codec.of(Schema.parse("\"string\""));
    byte[] a = Vectors.hex("0261");
    assertEquals(List.of("a", "a"), string.decodeAll(List.of(a, a)));
    assertEquals(List.of("a", "a"), string.decodeAll(new byte[][] {a, a}));
    assertEquals(List.of(), string.decodeAll(List.of()));
    // Together these are two data, but not each by itself.
    for (List<byte[]> bad :
        List.of(
            List.of(Vectors.hex("026102"), Vectors.hex("61")),
            List.of(Vectors.hex("02"), Vectors.hex("610261")))) {
      DecodeException e = assertThrows(DecodeException.class, () -> string.decodeAll(bad));
      assertEquals("[0]", e.path());
    }
    assertEquals(
        List.of("0261"), string.encodeAll(List.of("a")).stream().map(Vectors::hex).toList());
    assertEquals(
        List.of("00", "0261"),
        string.encodeAll(new Object[] {"", "a"}).stream().map(Vectors::hex).toList());
    String tall = "\u00e9".repeat(50_000);
    assertEquals(
        List.of(tall, "b", tall), string.decodeAll(string.encodeAll(List.of(tall, "b", tall))));
  }

  @Test
  void whatDoesNotGoTogether() {
    Schema text = Schema.parse("\"string\"");
    Schema number = Schema.parse("\"long\"");
    SchemaException never = assertThrows(SchemaException.class, () -> Codec.resolve(text, number));
    assertEquals(ErrorCode.SCHEMA_INCOMPATIBLE, never.code());
    UsageException shape =
        assertThrows(UsageException.class, () -> Codec.resolve(number, number, String.class));
    assertEquals(ErrorCode.SHAPE_MISMATCH, shape.code());
    // Only some data cannot be read.
    Schema union = Schema.parse("[\"string\",\"int\"]");
    Codec<Object> codec = Codec.resolve(union, number);
    assertEquals(5L, codec.decode(Vectors.hex("020a")));
    SchemaException some =
        assertThrows(SchemaException.class, () -> codec.decode(Vectors.hex("000261")));
    assertEquals(ErrorCode.SCHEMA_INCOMPATIBLE, some.code());
  }
}
