package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.isobyte.internal.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The vectors that all the languages share. */
final class VectorTest extends VectorRows {
  @Test
  void encode() {
    for (Map<String, Object> row : Vectors.rows("avro/encode.jsonl")) {
      String id = (String) row.get("id");
      row(
          id,
          () -> {
            String text = (String) row.get("schema");
            Schema schema = Schema.parse(text);
            Codec<Object> encoder = codec(schema, false, true);
            Codec<Object> decoder = codec(schema, true, true);
            Object value = new Vectors.Loader(text).load(TestJson.parse((String) row.get("value")));
            if ("reject".equals(row.get("contract"))) {
              fails(codes.get("encode " + id), () -> encoder.encode(value));
              return null;
            }
            String java = (String) row.get("hex");
            String expected = (String) row.getOrDefault("contract_hex", java);
            assertEquals(expected, Vectors.hex(encoder.encode(value)));
            for (String hex : List.of(expected, java)) {
              Object back = decoder.decode(Vectors.hex(hex));
              String found = Vectors.normal(back);
              String normal = Vectors.normal(value);
              // A UUID is written in lower case.
              boolean uuid = found.equals(normal.toLowerCase(Locale.ROOT)) && text.contains("uuid");
              assertTrue(
                  found.equals(normal) || uuid, () -> "decoded " + found + ", expected " + normal);
            }
            assertEquals(row.get("canonical"), schema.canonical());
            assertEquals(
                row.get("crc64_le"),
                Vectors.hex(schema.fingerprint(Schema.Fingerprint.CRC_64_AVRO)));
            return null;
          });
    }
    finish("encode");
  }

  @Test
  void decode() {
    for (Map<String, Object> row : Vectors.rows("avro/decode.jsonl")) {
      String id = (String) row.get("id");
      row(
          id,
          () -> {
            String text = (String) row.get("schema");
            Schema schema = Schema.parse(text);
            Codec<Object> codec = codec(schema, true, true);
            byte[] bytes = Vectors.hex((String) row.get("hex"));
            String code = codes.get("decode " + id);
            if (code != null) {
              fails(code, () -> codec.decode(bytes));
              return null;
            }
            Object expected =
                new Vectors.Loader(text).load(TestJson.parse((String) row.get("value")));
            Object value = codec.decode(bytes);
            assertEquals(Vectors.normal(expected), Vectors.normal(value));
            // Java writes maps in the order of its hashes: compare under that order, and sorted.
            Object java = codec.decode(Vectors.hex((String) row.get("reencoded_hex")));
            Codec<Object> unsorted = Codec.builder(schema).insertionOrderMaps(true).build();
            assertEquals(row.get("reencoded_hex"), Vectors.hex(unsorted.encode(java)));
            assertEquals(Vectors.hex(codec.encode(java)), Vectors.hex(codec.encode(value)));
            return null;
          });
    }
    finish("decode");
  }

  @Test
  void decodeFail() {
    refused("decode-fail");
  }

  @Test
  void logicalFail() {
    refused("logical-fail");
  }

  private void refused(String file) {
    for (Map<String, Object> row : Vectors.rows("avro/" + file + ".jsonl")) {
      String id = (String) row.get("id");
      row(
          id,
          () -> {
            fails(
                codes.get(file + " " + id),
                () -> {
                  Schema schema = Schema.parse(Vectors.joined(row, "schema"));
                  if (row.containsKey("logical")) {
                    return codec(schema, false, true)
                        .encode(new java.math.BigDecimal((String) row.get("logical")));
                  }
                  return codec(schema, true, true).decode(Vectors.hex(Vectors.joined(row, "hex")));
                });
            return null;
          });
    }
    finish(file);
  }

  @Test
  void parse() {
    for (Map<String, Object> row : Vectors.rows("avro/parse.jsonl")) {
      String id = (String) row.get("id");
      row(
          id,
          () -> {
            String text = (String) row.get("schema");
            String code = codes.get("parse " + id);
            if (code != null) {
              fails(code, () -> Schema.parse(text));
              if (!"lenient-only".equals(row.get("contract"))) {
                return null;
              }
            }
            Schema.Names names = code == null ? Schema.Names.STRICT : Schema.Names.UTF8;
            Schema schema = Schema.parse(text, names, List.of());
            assertEquals(row.get("canonical"), schema.canonical());
            assertEquals(
                row.get("crc64_le"),
                Vectors.hex(schema.fingerprint(Schema.Fingerprint.CRC_64_AVRO)));
            assertEquals(row.get("md5"), Vectors.hex(schema.fingerprint(Schema.Fingerprint.MD5)));
            assertEquals(
                row.get("sha256"), Vectors.hex(schema.fingerprint(Schema.Fingerprint.SHA_256)));
            assertEquals(text, schema.text());
            return null;
          });
    }
    finish("parse");
  }

  @Test
  void parseFail() {
    for (Map<String, Object> row : Vectors.rows("avro/parse-fail.jsonl")) {
      String id = (String) row.get("id");
      String text = Vectors.joined(row, "schema");
      row(
          id,
          () -> {
            String code = codes.get("parse-fail " + id);
            if (code == null) {
              // A row that we accept on purpose.
              return Schema.parse(text);
            }
            fails(code, () -> Schema.parse(text));
            return null;
          });
    }
    finish("parse-fail");
  }

  @Test
  void hostValues() {
    Map<String, Integer> unheld = new TreeMap<>();
    for (Map<String, Object> row : Vectors.rows("host.jsonl")) {
      String id = (String) row.get("id");
      if (row.get("hosts") instanceof List<?> hosts && !hosts.contains("java")) {
        unheld.merge("for other hosts", 1, Integer::sum);
        continue;
      }
      Object value;
      try {
        value = Vectors.host(row.get("value"));
      } catch (Vectors.Unheld e) {
        unheld.merge(e.getMessage(), 1, Integer::sum);
        continue;
      }
      row(
          id,
          () -> {
            Map<String, Object> options = TestJson.object(row.getOrDefault("options", Map.of()));
            Callable<byte[]> encode =
                () ->
                    Codec.builder(Schema.parse((String) row.get("schema")))
                        .ignoreUnknownFields("ignore".equals(options.get("unknown_fields")))
                        .insertionOrderMaps("insertion".equals(options.get("map_order")))
                        .build()
                        .encode(value);
            if (row.containsKey("hex")) {
              assertEquals(row.get("hex"), Vectors.hex(encode.call()));
              return null;
            }
            fails((String) row.get("code"), encode);
            if (row.containsKey("path")) {
              try {
                encode.call();
              } catch (IsobyteException e) {
                assertEquals(row.get("path"), e.path());
              }
            }
            return null;
          });
    }
    System.out.println("not held: " + unheld);
    assertEquals(
        Map.of(
            "for other hosts", 1,
            "no duplicate keys", 1,
            "no such time of day", 3,
            "no text that is not Unicode", 9),
        unheld);
    finish("host");
  }

  @Test
  void decodedHostValues() {
    for (Map<String, Object> row : Vectors.rows("decode-host.jsonl")) {
      row(
          (String) row.get("id"),
          () -> {
            Object found =
                Codec.of(Schema.parse((String) row.get("schema")))
                    .decode(Vectors.hex((String) row.get("hex")));
            Object expected = Vectors.host(row.get("value"));
            String normal = Vectors.normal(expected);
            String raw =
                row.containsKey("raw") ? Vectors.normal(Vectors.host(row.get("raw"))) : normal;
            String text = Vectors.normal(found);
            assertTrue(
                text.equals(normal) || text.equals(raw),
                () -> "found " + text + ", expected " + normal);
            return null;
          });
    }
    finish("decode-host");
  }

  @Test
  void limits() {
    for (Map<String, Object> row : Vectors.rows("limits.jsonl")) {
      row(
          (String) row.get("id"),
          () -> {
            Callable<Object> run =
                () -> {
                  Codec<Object> codec =
                      codec(Schema.parse(Vectors.joined(row, "schema")), false, true);
                  if (row.containsKey("value_nest")) {
                    return codec.encode(nested(TestJson.object(row.get("value_nest"))));
                  }
                  if (row.containsKey("value_cycle")) {
                    return codec.encode(cycle(TestJson.object(row.get("value_cycle"))));
                  }
                  if (row.containsKey("value_repeat")) {
                    Map<String, Object> repeat = TestJson.object(row.get("value_repeat"));
                    int count = Integer.parseInt(((TestJson.Num) repeat.get("count")).text());
                    return codec.encode(
                        Collections.nCopies(count, Vectors.host(repeat.get("value"))));
                  }
                  return codec.decode(Vectors.hex(Vectors.joined(row, "hex")));
                };
            if (row.containsKey("code")) {
              fails((String) row.get("code"), run);
            } else if (run.call() instanceof byte[] bytes
                && !row.containsKey("note")
                && isValue(row)) {
              assertEquals(Vectors.joined(row, "hex"), Vectors.hex(bytes));
            }
            return null;
          });
    }
    finish("limits");
  }

  private static boolean isValue(Map<String, Object> row) {
    return row.keySet().stream().anyMatch(key -> key.startsWith("value_"));
  }

  private static Object nested(Map<String, Object> nest) {
    String kind = (String) nest.get("kind");
    int depth = Integer.parseInt(((TestJson.Num) nest.get("depth")).text());
    Object value = kind.equals("record") ? null : kind.equals("list") ? List.of() : Map.of();
    for (int level = 0; level < depth; level++) {
      if (level > 0 && !kind.equals("record")) {
        value = kind.equals("list") ? List.of(value) : Map.of("k", value);
      }
      Map<String, Object> record = new LinkedHashMap<>();
      record.put((String) nest.get("field"), value);
      value = record;
    }
    return value;
  }

  private static Object cycle(Map<String, Object> cycle) {
    Map<String, Object> record = new LinkedHashMap<>();
    Object value =
        switch ((String) cycle.get("kind")) {
          case "record" -> record;
          case "list" -> List.of(record);
          default -> Map.of("k", record);
        };
    record.put((String) cycle.get("field"), value);
    return record;
  }

  @Test
  void errorsAreThoseOfTheSharedTable() throws IOException {
    List<String> shared = new ArrayList<>();
    Map<String, String> kinds =
        Map.of(
            "usage", "UsageException",
            "schema", "SchemaException",
            "value", "EncodeException",
            "data", "DecodeException",
            "registry", "RegistryException",
            "internal", "InternalException");
    for (Object item :
        TestJson.list(TestJson.parse(Files.readString(Vectors.folder().resolve("errors.json"))))) {
      Map<String, Object> row = TestJson.object(item);
      String number = ((TestJson.Num) row.get("number")).text();
      shared.add(number + " " + row.get("name"));
      ErrorCode code = ErrorCode.of(Integer.parseInt(number));
      assertEquals(row.get("name"), code.code());
      assertEquals(
          kinds.get((String) row.get("kind_name")),
          IsobyteException.of(code, "", "", -1).getClass().getSimpleName());
    }
    assertEquals(
        shared, Arrays.stream(ErrorCode.values()).map(c -> c.number() + " " + c.code()).toList());
    assertEquals(shared, List.of(Native.codes()));
    assertEquals(
        List.of(
            EventHeaders.CONTENT_TYPE,
            EventHeaders.SERIALIZATION_TYPE,
            EventHeaders.SCHEMA_ID,
            EventHeaders.AVRO,
            EventHeaders.AVRO_JSON),
        List.of(Native.headers()));
  }
}
