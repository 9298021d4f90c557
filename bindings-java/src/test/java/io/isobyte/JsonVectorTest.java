package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Avro's JSON encoding and the order of data, as Avro Java has them. */
final class JsonVectorTest extends VectorRows {
  @Test
  void values() {
    for (Map<String, Object> row : Vectors.rows("avro/encode.jsonl")) {
      String id = (String) row.get("id");
      row(
          id,
          () -> {
            String text = (String) row.get("schema");
            String json = (String) row.get("value");
            Codec<Object> codec = codec(Schema.parse(text), true, true);
            if (codes.containsKey("encode " + id)) {
              fails("data_malformed", () -> codec.decodeJson(json));
              return null;
            }
            Object value = new Vectors.Loader(text).load(TestJson.parse(json));
            Object found = codec.decodeJson(" " + json + "\n");
            String java = (String) row.get("hex");
            String hex = (String) row.getOrDefault("contract_hex", java);
            assertEquals(hex, Vectors.hex(codec.encode(found)));
            String again = codec(Schema.parse(text), false, true).encodeJson(value);
            // A UUID is written in lower case.
            boolean upper = id.equals("encode-logical.ignored-008");
            String expected = upper ? json.toLowerCase(Locale.ROOT) : json;
            same(text, expected, again);
            return null;
          });
    }
    finish("encode, as text");
  }

  /** What Java decoded and resolved, as text. */
  @Test
  void data() {
    for (String file : List.of("decode", "resolve")) {
      for (Map<String, Object> row : Vectors.rows("avro/" + file + ".jsonl")) {
        String id = (String) row.get("id");
        if (codes.containsKey(file + " " + id)) {
          continue;
        }
        row(
            id,
            () -> {
              boolean resolved = file.equals("resolve");
              String prefix = row.containsKey("contract_result") ? "contract_result" : "result";
              String text = (String) row.get(resolved ? "reader" : "schema");
              String json = (String) row.get(resolved ? prefix : "value");
              String hex = (String) row.get(resolved ? prefix + "_hex" : "hex");
              Codec<Object> codec = codec(Schema.parse(text), true, true);
              String found = codec.encodeJson(codec.decode(Vectors.hex(hex)));
              // Six of these values were written by hand, with escapes that nobody needs.
              same(text, json.replace("\\u0061\\u0062", "ab"), found);
              return null;
            });
      }
    }
    finish("decode and resolve, as text");
  }

  /** Java writes maps in the order of its hashes: they are compared without their order. */
  private static void same(String schema, String expected, String found) {
    if (schema.contains("\"map\"")) {
      assertEquals(TestJson.parse(expected), TestJson.parse(found));
    } else {
      assertEquals(expected, found);
    }
  }

  @Test
  void mapsAreSorted() {
    Codec<Object> codec = Codec.of(Schema.parse("{\"type\":\"map\",\"values\":\"int\"}"));
    Map<String, Integer> map =
        Map.of("b", 1, "\u00e9", 2, "", 3, "a\"", 4, "\uffff", 5, "\ud83d\ude00", 6);
    // By their UTF-8 bytes, in which U+FFFF comes before what is beyond it; that is escaped, as
    // Java does.
    assertEquals(
        "{\"\":3,\"a\\\"\":4,\"b\":1,\"\u00e9\":2,\"\uffff\":5,\"\\uD83D\\uDE00\":6}",
        codec.encodeJson(map));
  }

  @Test
  void textsThatAreRefused() throws Exception {
    List<Map<String, Object>> rows = Vectors.rows("avro/json-fail.jsonl");
    assertEquals(20, rows.size());
    for (Map<String, Object> row : rows) {
      String id = (String) row.get("id");
      row(
          id,
          () -> {
            Codec<Object> codec = codec(Schema.parse((String) row.get("schema")), true, true);
            fails(codes.get("json-fail " + id), () -> codec.decodeJson((String) row.get("value")));
            return null;
          });
    }
    finish("json-fail");
    Codec<Object> string = Codec.of(Schema.parse("\"string\""));
    fails("data_malformed", () -> string.decodeJson("\"\ud800\""));
    fails("data_truncated", () -> string.decodeJson(""));
    fails("data_trailing", () -> string.decodeJson("\"a\"\"b\""));
    fails("value_type", () -> string.encodeJson(5));
  }

  @Test
  void orders() throws Exception {
    List<Map<String, Object>> rows = Vectors.rows("avro/compare.jsonl");
    assertEquals(12, rows.size());
    for (Map<String, Object> row : rows) {
      row(
          (String) row.get("id"),
          () -> {
            Schema schema = Schema.parse((String) row.get("schema"));
            byte[] a = Vectors.hex((String) row.get("hex"));
            byte[] b = Vectors.hex((String) row.get("hex2"));
            int sign = Integer.signum(Integer.parseInt(((TestJson.Num) row.get("result")).text()));
            assertEquals(sign, Integer.signum(schema.compare(a, b)));
            assertEquals(-sign, Integer.signum(schema.compare(b, a)));
            return null;
          });
    }
    finish("compare");
    Schema map = Schema.parse("{\"type\":\"map\",\"values\":\"int\"}");
    byte[] one = Vectors.hex("02026102" + "00");
    fails("unsupported", () -> map.compare(one, Vectors.hex("02026104" + "00")));
    Schema text = Schema.parse("\"string\"");
    fails("data_truncated", () -> text.compare(Vectors.hex("0261"), Vectors.hex("02")));
    fails("data_trailing", () -> text.compare(Vectors.hex("0261"), Vectors.hex("026161")));
  }
}
