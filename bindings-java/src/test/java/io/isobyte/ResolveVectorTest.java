package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The vectors of two schemas: what a reader makes of a writer's data, and the verdicts. */
final class ResolveVectorTest extends VectorRows {
  /** The rows whose verdict deviates; their reasons stand in {@code compat_vectors.rs}. */
  private static final Set<String> OTHER_VERDICT =
      Set.of("resolve-logical-003", "resolve-fail-alias.field-001", "resolve-fail-alias.field-002");

  private static Codec<Object> codec(Schema writer, Schema reader) {
    return Codec.builder(reader).writer(writer).rawLogicalTypes(true).taggedUnions(true).build();
  }

  @Test
  void resolve() {
    resolved("resolve", 109);
  }

  @Test
  void resolveFail() {
    resolved("resolve-fail", 77);
  }

  private void resolved(String file, int count) {
    List<Map<String, Object>> rows = Vectors.rows("avro/" + file + ".jsonl");
    assertEquals(count, rows.size());
    for (Map<String, Object> row : rows) {
      String id = (String) row.get("id");
      row(
          id,
          () -> {
            Schema writer = Schema.parse((String) row.get("writer"));
            Schema reader = Schema.parse((String) row.get("reader"));
            byte[] bytes = Vectors.hex((String) row.get("hex"));
            boolean compatible = Schema.compatible(reader, writer).isEmpty();
            String verdict = compatible ? "COMPATIBLE" : "INCOMPATIBLE";
            assertEquals(!OTHER_VERDICT.contains(id), verdict.equals(row.get("java_compat")));
            String code = codes.get(file + " " + id);
            if (code != null) {
              fails(code, () -> codec(writer, reader).decode(bytes));
              return null;
            }
            Codec<Object> codec = codec(writer, reader);
            assertEquals(reader, codec.schema());
            assertEquals(writer, codec.writerSchema());
            boolean accepted = "accept".equals(row.get("contract"));
            String result = (String) row.get(accepted ? "contract_result" : "result");
            String hex = (String) row.get(accepted ? "contract_result_hex" : "result_hex");
            Object expected = new Vectors.Loader(reader.text()).load(TestJson.parse(result));
            Object found = codec.decode(bytes);
            assertEquals(Vectors.normal(expected), Vectors.normal(found));
            assertEquals(
                Vectors.normal(expected),
                Vectors.normal(codec.decodeAll(List.of(bytes, bytes)).get(1)));
            // Java writes a default map in the text's order; ours are sorted.
            Codec<Object> plain = codec(reader, true, true);
            assertEquals(
                Vectors.hex(plain.encode(plain.decode(Vectors.hex(hex)))),
                Vectors.hex(plain.encode(found)));
            // A text is one of the writer's.
            assertEquals(
                Vectors.normal(expected),
                Vectors.normal(codec.decodeJson((String) row.get("value"))));
            fails("unsupported", () -> codec.encode(found));
            return null;
          });
    }
    finish(file);
  }
}
