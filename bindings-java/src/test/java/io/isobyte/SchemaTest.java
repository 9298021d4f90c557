package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.isobyte.internal.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What schemas say of themselves, and how they are held against each other. */
final class SchemaTest extends VectorRows {
  private static final String USER =
      """
      {"type":"record","name":"User","namespace":"org.example","doc":"A user.\\nÄ 😀",
        "aliases":["Person","old.User"],"zeta":[1,{"b":null}],"alpha":"x\\"\\u0001",
        "big":123456789012345678901,"float":1.5,"yes":true,"no":{},
        "fields":[
          {"name":"id","type":"long","order":"descending","pii":false,"aliases":["key","nr"],
            "doc":"The key."},
          {"name":"mail","type":["null","string"],"default":null},
          {"name":"kind","order":"ignore","default":"B",
            "type":{"type":"enum","name":"Kind","symbols":["A","B"]}}]}\
      """;

  @Test
  void properties() {
    Schema schema = Schema.parse(USER);
    assertEquals(Optional.of("A user.\nÄ 😀"), schema.doc());
    assertEquals(List.of("org.example.Person", "old.User"), schema.aliases());
    Map<String, Object> attributes = schema.attributes();
    assertEquals(
        List.of("zeta", "alpha", "big", "float", "yes", "no"), List.copyOf(attributes.keySet()));
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("b", null);
    assertEquals(List.of(1L, nothing), schema.attribute("zeta"));
    assertEquals("x\"\u0001", schema.attribute("alpha"));
    assertEquals(1.5, schema.attribute("float"));
    assertEquals(true, schema.attribute("yes"));
    assertEquals(Map.of(), schema.attribute("no"));
    assertNull(schema.attribute("doc"));
    assertThrows(UnsupportedOperationException.class, () -> attributes.put("x", 1));
    List<SchemaField> fields = schema.fields();
    assertEquals(
        new SchemaField(
            "id",
            "long",
            Optional.of("The key."),
            List.of("key", "nr"),
            SchemaField.Order.DESCENDING,
            false,
            null,
            Map.of("pii", false)),
        fields.get(0));
    assertEquals("union", fields.get(1).type());
    assertTrue(fields.get(1).hasDefault());
    assertNull(fields.get(1).defaultValue());
    assertEquals("org.example.Kind", fields.get(2).type());
    assertEquals("B", fields.get(2).defaultValue());
    assertEquals(SchemaField.Order.IGNORE, fields.get(2).order());
    Schema plain = Schema.parse("\"int\"");
    assertEquals(Optional.empty(), plain.doc());
    assertEquals(List.of(), plain.fields());
    assertEquals(List.of(), plain.aliases());
  }

  @Test
  void jsonOfTheCore() {
    assertEquals(new BigInteger("12345678901234567890"), Json.parse("12345678901234567890"));
    assertEquals(-5L, Json.parse("-5"));
    assertEquals(1e300, Json.parse("1e300"));
    assertEquals(
        List.of("\b\f\n\r\t/\\\"\u00e9", List.of(), Map.of()),
        Json.parse("[\"\\b\\f\\n\\r\\t\\/\\\\\\\"\\u00e9\",[],{}]"));
  }

  @Test
  void equality() {
    Schema schema = Schema.parse(USER);
    Schema spaced = Schema.parse(USER.replace(",", " ,\n"));
    assertEquals(schema, spaced);
    assertEquals(schema.hashCode(), spaced.hashCode());
    Schema ordered = Schema.parse("{\"type\":\"int\",\"b\":1,\"a\":2}");
    assertEquals(ordered, Schema.parse("{\"a\":2,\"type\":\"int\",\"b\":1}"));
    assertNotEquals(ordered, Schema.parse("\"int\""));
    assertEquals(ordered.hashCode(), Schema.parse("\"int\"").hashCode());
    assertNotEquals(schema, Schema.parse(USER.replace("A user", "The user")));
    assertNotEquals(schema, "text");
  }

  /** Avro Java's incompatibilities. */
  @Test
  void incompatibilities() {
    List<Map<String, Object>> rows = Vectors.rows("schema-compatible.jsonl");
    assertTrue(rows.size() > 90);
    for (Map<String, Object> row : rows) {
      row(
          (String) row.get("id"),
          () -> {
            Schema reader = Schema.parse((String) row.get("reader"), Schema.Names.UTF8, List.of());
            Schema writer = Schema.parse((String) row.get("writer"), Schema.Names.UTF8, List.of());
            List<List<Object>> expected = new ArrayList<>();
            for (Object one : TestJson.list(row.get("incompatibilities"))) {
              Map<String, Object> json = TestJson.object(one);
              expected.add(Arrays.asList(json.get("kind"), json.get("path"), json.get("message")));
            }
            List<List<Object>> found = new ArrayList<>();
            for (Incompatibility one : Schema.compatible(reader, writer)) {
              found.add(Arrays.asList(one.kind().name(), one.path(), one.message()));
              assertTrue(one.readerPath().startsWith("/") && one.writerPath().startsWith("/"));
              assertTrue(!one.words().isEmpty());
            }
            assertEquals(expected, found);
            return null;
          });
    }
    finish("schema-compatible");
  }

  private static Schema record(String fields) {
    return Schema.parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}");
  }

  private static final String A = "{\"name\":\"a\",\"type\":\"int\"}";
  private static final String B = "{\"name\":\"b\",\"type\":\"int\"}";

  @Test
  void levels() {
    // The new schema asks for a field that version 0 lacks, and lacks one that version 1 asks for.
    Schema candidate = record(A + "," + B);
    Schema third = record(A + ",{\"name\":\"c\",\"type\":\"int\"}," + B);
    List<Schema> versions = List.of(record(A), third);
    Map<CompatibilityLevel, List<String>> expected =
        Map.of(
            CompatibilityLevel.NONE, List.of(),
            CompatibilityLevel.BACKWARD, List.of(),
            CompatibilityLevel.BACKWARD_TRANSITIVE, List.of("0 BACKWARD"),
            CompatibilityLevel.FORWARD, List.of("1 FORWARD"),
            CompatibilityLevel.FORWARD_TRANSITIVE, List.of("1 FORWARD"),
            CompatibilityLevel.FULL, List.of("1 FORWARD"),
            CompatibilityLevel.FULL_TRANSITIVE, List.of("1 FORWARD", "0 BACKWARD"));
    assertEquals(CompatibilityLevel.values().length, expected.size());
    expected.forEach(
        (level, breaks) -> {
          List<Finding> findings = Schema.check(level, candidate, versions);
          assertEquals(
              breaks, findings.stream().map(f -> f.version() + " " + f.direction()).toList());
        });
    Finding first = Schema.check(CompatibilityLevel.FULL, candidate, versions).get(0);
    Incompatibility why = first.incompatibility();
    assertEquals(Incompatibility.Kind.READER_FIELD_MISSING_DEFAULT_VALUE, why.kind());
    assertEquals("c", why.message());
    assertEquals("/fields/1", why.readerPath());
    assertTrue(why.words().contains("old") && why.words().contains("new"), why.words());
    assertEquals(List.of(), Schema.check(CompatibilityLevel.FULL, candidate, List.of()));
    Schema union = Schema.parse("[\"null\"," + record(A) + "]");
    Incompatibility missing = Schema.compatible(union, record(B)).get(0);
    assertEquals(Incompatibility.Kind.MISSING_UNION_BRANCH, missing.kind());
    assertEquals(1, missing.causes().size());
  }

  @Test
  void changes() {
    Schema old = record(A + "," + B);
    Schema fresh = record("{\"name\":\"a\",\"type\":\"long\",\"doc\":\"d\"}");
    List<Change> changes = Schema.diff(old, fresh);
    assertEquals(
        Set.of("a TYPE_CHANGED", "a DOC_CHANGED", "b FIELD_REMOVED"),
        changes.stream().map(c -> c.path() + " " + c.kind()).collect(Collectors.toSet()));
    assertTrue(changes.stream().allMatch(change -> change.sentence().contains("field")));
    assertEquals(List.of(), Schema.diff(old, record(A + " , " + B)));
  }

  @Test
  void stores() {
    Schema number = Schema.parse("\"int\"");
    Schema date = Schema.parse("{\"type\":\"int\",\"logicalType\":\"date\"}");
    SchemaStore store = new SchemaStore();
    // The specification's example of a fingerprint: "int" is 7275d51a3f395c8f.
    assertEquals(0x7275_d51a_3f39_5c8fL, store.add(number));
    assertEquals(Optional.of(number), store.get(0x7275_d51a_3f39_5c8fL));
    assertEquals(Optional.empty(), store.get(0));
    byte[] message = Codec.of(number).encodeSingleObject(5);
    assertEquals("c3018f5c393f1ad57572" + "0a", Vectors.hex(message));
    assertEquals(5, store.decode(message, Integer.class));
    assertEquals(5L, store.decode(message, Schema.parse("\"long\""), Long.class));
    // The same bytes: the later schema takes the place.
    store.add(date);
    assertEquals(1, store.size());
    assertEquals(java.time.LocalDate.ofEpochDay(5), store.decode(message, Object.class));
    assertThrows(
        SchemaException.class,
        () -> store.decode(message, Schema.parse("\"string\""), String.class));
    byte[] unknown = message.clone();
    unknown[3] ^= 1;
    DecodeException none = assertThrows(DecodeException.class, () -> store.find(unknown));
    assertEquals(ErrorCode.FRAME_UNKNOWN, none.code());
    store.close();
    store.close();
    assertEquals(
        ErrorCode.CLOSED, assertThrows(UsageException.class, () -> store.find(message)).code());
    assertThrows(UsageException.class, () -> store.add(number));
  }
}
