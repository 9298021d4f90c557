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
            if (text.contains("\"map\"")) {
              // Java writes maps in the order of its hashes.
              assertEquals(TestJson.parse(expected), TestJson.parse(again));
            } else {
              assertEquals(expected, again);
            }
            return null;
          });
    }
    finish("encode, as text");
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
