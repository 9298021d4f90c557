package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Classes of every supported kind. Expected bytes are written by hand from the specification. */
final class TypedTest {
  record User(String name, Integer age) {}

  private static final String USER =
      """
      {"type":"record","name":"User","fields":[
        {"name":"name","type":"string"},{"name":"age","type":["null","int"]}]}\
      """;

  private static <T> T same(Codec<T> codec, T value, String hex) {
    assertEquals(hex, Vectors.hex(codec.encode(value)));
    return codec.decode(Vectors.hex(hex));
  }

  @Test
  void records() {
    Codec<User> codec = Codec.of(Schema.parse(USER), User.class);
    User ada = new User("Ada", 36);
    assertEquals(ada, same(codec, ada, "064164610248"));
    User nobody = new User("", null);
    assertEquals(nobody, same(codec, nobody, "0000"));
    // Two, three and four bytes of UTF-8; then longer than any first buffer.
    User polish = new User("Łódź€😀", -1);
    assertEquals(polish, same(codec, polish, "1cc581c3b364c5bae282acf09f98800201"));
    for (String unit : List.of("a", "é", "😀")) {
      User tall = new User(unit.repeat(100_000), 1);
      assertEquals(tall, codec.decode(codec.encode(tall)));
    }
  }

  @Test
  void errorsTellWhere() {
    Codec<User> codec = Codec.of(Schema.parse(USER), User.class);
    EncodeException missing =
        assertThrows(EncodeException.class, () -> codec.encode(new User(null, 1)));
    assertEquals(ErrorCode.VALUE_TYPE, missing.code());
    assertEquals("name", missing.path());
    EncodeException lone =
        assertThrows(EncodeException.class, () -> codec.encode(new User("a\ud800", 1)));
    assertEquals(ErrorCode.VALUE_CONSTRAINT, lone.code());
    assertEquals("name", lone.path());
    assertEquals(
        ErrorCode.VALUE_TYPE, assertThrows(EncodeException.class, () -> codec.encode(null)).code());
    DecodeException cut =
        assertThrows(DecodeException.class, () -> codec.decode(Vectors.hex("0641")));
    assertEquals(ErrorCode.DATA_TRUNCATED, cut.code());
    assertTrue(cut.offset().isPresent());
    DecodeException more =
        assertThrows(DecodeException.class, () -> codec.decode(Vectors.hex("000000")));
    assertEquals(ErrorCode.DATA_TRAILING, more.code());
    // The codec is as good as before.
    assertEquals("064164610248", Vectors.hex(codec.encode(new User("Ada", 36))));
  }

  record Wrong(String name, String age, long extra) {}

  record Holder(List<Runnable> items) {}

  @Test
  void typesThatDoNotFitAreToldAtOnce() {
    UsageException wrong =
        assertThrows(UsageException.class, () -> Codec.of(Schema.parse(USER), Wrong.class));
    assertEquals(ErrorCode.SHAPE_MISMATCH, wrong.code());
    assertTrue(wrong.getMessage().contains("age"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("extra"), wrong.getMessage());
    UsageException kind =
        assertThrows(
            UsageException.class, () -> Codec.of(Schema.parse("\"string\""), Holder.class));
    assertTrue(kind.getMessage().contains("items[]"), kind.getMessage());
    assertTrue(kind.getMessage().contains("java.lang.Runnable"), kind.getMessage());
  }

  static class Base {
    private int id;
  }

  static class Point extends Base {
    private double x;

    @AvroName("y")
    private float height;

    protected byte small;
    short shorter;
    public boolean on;
    @AvroIgnore private String note = "kept";
    private transient Object cache;
    static final int ALL = 1;
  }

  private static final String POINT =
"""
{"type":"record","name":"Point","fields":[{"name":"id","type":"int"},{"name":"x","type":"double"},
  {"name":"y","type":"float"},{"name":"small","type":"int"},{"name":"shorter","type":"long"},
  {"name":"on","type":"boolean"}]}\
""";

  @Test
  void classesWithFields() {
    Codec<Point> codec = Codec.of(Schema.parse(POINT), Point.class);
    Point point = new Point();
    ((Base) point).id = 7;
    point.x = 1.0;
    point.height = -2.0f;
    point.small = -128;
    point.shorter = 300;
    point.on = true;
    Point back =
        same(codec, point, "0e" + "000000000000f03f" + "000000c0" + "ff01" + "d804" + "01");
    assertEquals(7, ((Base) back).id);
    assertEquals(1.0, back.x);
    assertEquals(-2.0f, back.height);
    assertEquals(-128, back.small);
    assertEquals(300, back.shorter);
    assertTrue(back.on);
    assertEquals("kept", back.note);
    assertNull(back.cache);
    // A byte holds no 128.
    DecodeException big =
        assertThrows(
            DecodeException.class,
            () ->
                codec.decode(
                    Vectors.hex("0e" + "000000000000f03f" + "000000c0" + "8002" + "d804" + "01")));
    assertEquals(ErrorCode.DATA_UNREPRESENTABLE, big.code());
    assertEquals("small", big.path());
  }

  static final class Fixed {
    private final long a;
    private final String b;

    private Fixed() {
      this(0, null);
    }

    Fixed(long a, String b) {
      this.a = a;
      this.b = b;
    }
  }

  @Test
  void finalFieldsAreSet() {
    String schema =
"""
{"type":"record","name":"Fixed","fields":[{"name":"a","type":"long"},{"name":"b","type":"string"}]}\
""";
    Fixed back = same(Codec.of(Schema.parse(schema), Fixed.class), new Fixed(-1, "b"), "010262");
    assertEquals(-1, back.a);
    assertEquals("b", back.b);
  }

  enum Suit {
    SPADES,
    @AvroName("hearts")
    HEARTS
  }

  sealed interface Event permits Opened, Moved, Suit2 {}

  record Opened(String by) implements Event {}

  record Moved(int dx, int dy) implements Event {}

  enum Suit2 implements Event {
    A,
    B
  }

  record Log(List<Event> events, Event last, Suit suit) {}

  private static final String LOG =
"""
{"type":"record","name":"Log","fields":[
  {"name":"events","type":{"type":"array","items":[
    {"type":"record","name":"Opened","fields":[{"name":"by","type":"string"}]},
    {"type":"record","name":"Moved","fields":[{"name":"dx","type":"int"},{"name":"dy","type":"int"}]},
    {"type":"enum","name":"Suit2","symbols":["B","A"]}]}},
  {"name":"last","type":["null","Opened","Moved","Suit2"]},
  {"name":"suit","type":{"type":"enum","name":"Suit","symbols":["hearts","SPADES"]}}]}\
""";

  @Test
  void sealedTypesAndEnums() {
    Codec<Log> codec = Codec.of(Schema.parse(LOG), Log.class);
    Log log = new Log(List.of(new Opened("x"), new Moved(1, -1), Suit2.A), null, Suit.HEARTS);
    assertEquals(log, same(codec, log, "06" + "000278" + "020201" + "0402" + "00" + "00" + "00"));
    Log last = new Log(List.of(), new Moved(0, 0), Suit.SPADES);
    assertEquals(last, same(codec, last, "00" + "040000" + "02"));
    Log none = new Log(List.of(), null, null);
    assertEquals("suit", assertThrows(EncodeException.class, () -> codec.encode(none)).path());
  }

  record Times(
      Instant at,
      LocalDateTime local,
      LocalDate day,
      LocalTime clock,
      Duration span,
      UUID uuid,
      BigDecimal price,
      Optional<Instant> maybe) {}

  private static final String TIMES =
      """
      {"type":"record","name":"Times","fields":[
        {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"local","type":{"type":"long","logicalType":"local-timestamp-micros"}},
        {"name":"day","type":{"type":"int","logicalType":"date"}},
        {"name":"clock","type":{"type":"int","logicalType":"time-millis"}},
        {"name":"span","type":{"type":"fixed","name":"D","size":12,"logicalType":"duration"}},
        {"name":"uuid","type":{"type":"fixed","name":"U","size":16,"logicalType":"uuid"}},
        {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
        {"name":"maybe","type":["null",{"type":"long","logicalType":"timestamp-micros"}]}]}\
      """;

  @Test
  void logicalTypes() {
    Codec<Times> codec = Codec.of(Schema.parse(TIMES), Times.class);
    Times times =
        new Times(
            Instant.ofEpochMilli(-1),
            LocalDateTime.of(1970, 1, 1, 0, 0, 0, 1000),
            LocalDate.of(1969, 12, 31),
            LocalTime.of(0, 0, 1),
            new Duration(1, 2, 0xffff_ffffL),
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
            new BigDecimal("-1.28"),
            Optional.of(Instant.EPOCH));
    String hex =
        "01"
            + "02"
            + "01"
            + "d00f"
            + "0100000002000000ffffffff"
            + "00112233445566778899aabbccddeeff"
            + "0280"
            + "0200";
    assertEquals(times, same(codec, times, hex));
    Times digits =
        new Times(
            times.at,
            times.local,
            times.day,
            times.clock,
            times.span,
            times.uuid,
            new BigDecimal("1.001"),
            times.maybe);
    EncodeException lost = assertThrows(EncodeException.class, () -> codec.encode(digits));
    assertEquals(ErrorCode.VALUE_RANGE, lost.code());
    assertEquals("price", lost.path());
    assertThrows(EncodeException.class, () -> new Duration(-1, 0, 0));
  }

  record Many(
      long[] longs,
      int[] ints,
      double[] doubles,
      boolean[] flags,
      String[] texts,
      Set<String> set,
      Map<String, List<Integer>> map,
      byte[] bytes,
      ByteBuffer buffer,
      Object any) {}

  private static final String MANY =
      """
      {"type":"record","name":"Many","fields":[
        {"name":"longs","type":{"type":"array","items":"long"}},
        {"name":"ints","type":{"type":"array","items":"int"}},
        {"name":"doubles","type":{"type":"array","items":"double"}},
        {"name":"flags","type":{"type":"array","items":"boolean"}},
        {"name":"texts","type":{"type":"array","items":"string"}},
        {"name":"set","type":{"type":"array","items":"string"}},
        {"name":"map","type":{"type":"map","values":{"type":"array","items":["null","int"]}}},
        {"name":"bytes","type":"bytes"},
        {"name":"buffer","type":{"type":"fixed","name":"F2","size":2}},
        {"name":"any","type":["null","string","long"]}]}\
      """;

  @Test
  void containers() {
    Codec<Many> codec = Codec.of(Schema.parse(MANY), Many.class);
    Many many =
        new Many(
            new long[] {1, -1},
            new int[] {2},
            new double[] {0.0},
            new boolean[] {true, false, true},
            new String[] {"a", ""},
            Set.of("x"),
            Map.of("k", Arrays.asList(1, null)),
            new byte[] {-1},
            ByteBuffer.wrap(new byte[] {1, 2}),
            5L);
    String hex =
        "04020100"
            + "020400"
            + "02000000000000000000"
            + "0601000100"
            + "0402610000"
            + "02027800"
            + "02026b"
            + "0402020000"
            + "00"
            + "02ff"
            + "0102"
            + "040a";
    Many back = same(codec, many, hex);
    assertArrayEquals(many.longs, back.longs);
    assertArrayEquals(many.ints, back.ints);
    assertArrayEquals(many.doubles, back.doubles);
    assertArrayEquals(many.flags, back.flags);
    assertArrayEquals(many.texts, back.texts);
    assertEquals(many.set, back.set);
    assertEquals(many.map, back.map);
    assertArrayEquals(many.bytes, back.bytes);
    assertEquals(many.buffer, back.buffer);
    assertEquals(many.any, back.any);
    Many nulls =
        new Many(
            many.longs,
            many.ints,
            many.doubles,
            many.flags,
            new String[] {"a", null},
            many.set,
            many.map,
            many.bytes,
            many.buffer,
            null);
    assertEquals("texts[1]", assertThrows(EncodeException.class, () -> codec.encode(nulls)).path());
  }

  record Node(String name, Node next, List<Node> children) {}

  private static final String NODE =
"""
{"type":"record","name":"Node","fields":[{"name":"name","type":"string"},
  {"name":"next","type":["null","Node"]},{"name":"children","type":{"type":"array","items":"Node"}}]}\
""";

  @Test
  void typesThatContainThemselves() {
    Codec<Node> codec = Codec.of(Schema.parse(NODE), Node.class);
    Node leaf = new Node("l", null, List.of());
    Node tree = new Node("t", leaf, List.of(leaf, leaf));
    assertEquals(tree, same(codec, tree, "0274" + "02026c0000" + "04026c0000026c000000"));
    Node deep = leaf;
    for (int i = 0; i < 100_000; i++) {
      deep = new Node("n", deep, List.of());
    }
    Node all = deep;
    assertEquals(
        ErrorCode.VALUE_LIMIT, assertThrows(EncodeException.class, () -> codec.encode(all)).code());
    Node named = new Node("t", null, Arrays.asList(leaf, new Node(null, null, List.of())));
    assertEquals(
        "children[1].name", assertThrows(EncodeException.class, () -> codec.encode(named)).path());
  }

  record Box<T>(T value, List<T> more) {}

  @Test
  void typeArguments() {
    String schema =
"""
{"type":"map","values":{"type":"record","name":"Box","fields":[{"name":"value","type":"long"},
  {"name":"more","type":{"type":"array","items":"long"}}]}}\
""";
    Codec<Map<String, Box<Long>>> codec = Codec.of(Schema.parse(schema), new TypeRef<>() {});
    Map<String, Box<Long>> map = Map.of("b", new Box<>(1L, List.of(2L)));
    assertEquals(map, same(codec, map, "020262" + "02" + "020400" + "00"));
  }

  @Test
  void batches() {
    Codec<User> codec = Codec.of(Schema.parse(USER), User.class);
    List<User> users = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      users.add(new User("user " + i, i % 3 == 0 ? null : i));
    }
    List<byte[]> all = codec.encodeAll(users);
    assertEquals(users.size(), all.size());
    for (int i = 0; i < all.size(); i++) {
      assertArrayEquals(codec.encode(users.get(i)), all.get(i));
    }
    assertEquals(users, codec.decodeAll(all));
    assertEquals(List.of(), codec.encodeAll(List.of()));
    users.set(7, new User(null, 1));
    assertEquals(
        "[7].name", assertThrows(EncodeException.class, () -> codec.encodeAll(users)).path());
  }

  @Test
  void buffers() {
    Codec<User> codec = Codec.of(Schema.parse(USER), User.class);
    User ada = new User("Ada", 36);
    for (ByteBuffer buffer : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
      buffer.position(1);
      assertEquals(6, codec.encode(ada, buffer));
      assertEquals(7, buffer.position());
      UsageException small = assertThrows(UsageException.class, () -> codec.encode(ada, buffer));
      assertEquals(ErrorCode.BUFFER_TOO_SMALL, small.code());
      assertEquals(7, buffer.position());
      buffer.flip().position(1);
      assertEquals(ada, codec.decode(buffer));
      assertEquals(0, buffer.remaining());
    }
    assertEquals(ada, codec.decode(Vectors.hex("ff064164610248ff"), 1, 6));
    assertThrows(IndexOutOfBoundsException.class, () -> codec.decode(new byte[2], 1, 2));
  }

  record Sparse(String name, Long extra, long number) {}

  @Test
  void fieldsThatTheSchemaLacks() {
    Codec<Sparse> codec =
        Codec.builder(
                Schema.parse(
                    "{\"type\":\"record\",\"name\":\"S\",\"fields\":[{\"name\":\"name\",\"type\":\"string\"}]}"))
            .ignoreUnknownFields(true)
            .build(Sparse.class);
    assertEquals(new Sparse("a", null, 0), same(codec, new Sparse("a", 9L, 9), "0261"));
  }

  @Test
  void schemasAreEqualWhenTheyPrintTheSame() {
    Schema one = Schema.parse("{ \"type\" : \"string\" }");
    assertEquals(one, Schema.parse("\"string\""));
    assertEquals(one.hashCode(), Schema.parse("\"string\"").hashCode());
    assertEquals(Optional.of("User"), Schema.parse(USER).name());
    Schema user = Schema.parse(USER);
    Schema list =
        Schema.parse("{\"type\":\"array\",\"items\":\"User\"}", Schema.Names.STRICT, List.of(user));
    List<Object> users = List.of(Map.of("name", "", "age", 0));
    assertEquals("0200020000", Vectors.hex(Codec.of(list).encode(users)));
  }
}
