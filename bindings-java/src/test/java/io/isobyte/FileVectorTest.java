package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The vectors of container files and of single objects. */
final class FileVectorTest extends VectorRows {
  /** Gives so many bytes at once. */
  static InputStream pieces(byte[] bytes, int size) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] into, int from, int length) {
        return super.read(into, from, Math.min(length, size));
      }
    };
  }

  private static List<String> expected(Map<String, Object> row) {
    Vectors.Loader loader = new Vectors.Loader((String) row.get("schema"));
    List<String> items = new ArrayList<>();
    int count = Integer.parseInt(((TestJson.Num) row.get("count")).text());
    for (int i = 0; i < count; i++) {
      Map<String, Object> json = TestJson.object(TestJson.parse((String) row.get("value")));
      json.put("id", new TestJson.Num(Integer.toString(i)));
      items.add(Vectors.normal(loader.load(json)));
    }
    return items;
  }

  private static DataFileReader.Builder<Object> reader() {
    return DataFileReader.of().codec(o -> o.rawLogicalTypes(true).taggedUnions(true));
  }

  @Test
  void files() {
    List<Map<String, Object>> rows = Vectors.rows("avro/ocf.jsonl");
    assertEquals(18, rows.size());
    for (Map<String, Object> row : rows) {
      row(
          (String) row.get("id"),
          () -> {
            byte[] file = Vectors.hex((String) row.get("hex"));
            List<String> expected = expected(row);
            byte[] sync = Vectors.hex("00112233445566778899aabbccddeeff");
            List<Object> values = new ArrayList<>();
            for (int size : new int[] {1, 7, 100_000}) {
              List<String> found = new ArrayList<>();
              values.clear();
              try (DataFileReader<Object> reader = reader().open(pieces(file, size))) {
                assertEquals(row.get("codec"), reader.compression().codec());
                assertArrayEquals(sync, reader.sync());
                for (Object value : reader) {
                  values.add(value);
                  found.add(Vectors.normal(value));
                }
                assertEquals(file.length, reader.position());
              }
              assertEquals(expected, found);
            }
            // Written and read again.
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Schema schema = Schema.parse((String) row.get("schema"));
            Compression codec = Compression.of((String) row.get("codec"));
            try (DataFileWriter<Object> writer =
                DataFileWriter.of(schema).compression(codec).sync(sync).create(out)) {
              writer.writeAll(values);
            }
            List<String> again = new ArrayList<>();
            try (DataFileReader<Object> reader =
                reader().open(new ByteArrayInputStream(out.toByteArray()))) {
              assertEquals(schema, reader.schema());
              reader.forEachRemaining(value -> again.add(Vectors.normal(value)));
            }
            assertEquals(expected, again);
            return null;
          });
    }
    finish("ocf");
  }

  @Test
  void singleObjects() {
    List<Map<String, Object>> rows = Vectors.rows("avro/single-object.jsonl");
    assertEquals(4, rows.size());
    SchemaStore store = new SchemaStore();
    rows.forEach(row -> store.add(Schema.parse((String) row.get("schema"))));
    assertEquals(4, store.size());
    for (Map<String, Object> row : rows) {
      row(
          (String) row.get("id"),
          () -> {
            String text = (String) row.get("schema");
            Object value = new Vectors.Loader(text).load(TestJson.parse((String) row.get("value")));
            Codec<Object> codec = codec(Schema.parse(text), true, true);
            byte[] message = codec.encodeSingleObject(value);
            assertEquals(row.get("hex"), Vectors.hex(message));
            // All the schemas are in the store: the header alone says which it is.
            Schema found = store.find(message);
            assertEquals(codec.schema(), found);
            int length = message.length - SchemaStore.HEADER_LENGTH;
            Object back =
                codec(found, true, true).decode(message, SchemaStore.HEADER_LENGTH, length);
            assertEquals(Vectors.normal(value), Vectors.normal(back));
            String plain =
                Vectors.normal(Codec.of(found).decode(message, SchemaStore.HEADER_LENGTH, length));
            assertEquals(plain, Vectors.normal(store.decode(message, Object.class)));
            assertEquals(
                plain, Vectors.normal(store.decode(message, codec.schema(), Object.class)));
            return null;
          });
    }
    store.close();
    finish("single-object");
  }

  @Test
  void singleObjectsThatAreRefused() {
    List<Map<String, Object>> rows = Vectors.rows("avro/single-object-fail.jsonl");
    assertEquals(5, rows.size());
    for (Map<String, Object> row : rows) {
      String id = (String) row.get("id");
      row(
          id,
          () -> {
            try (SchemaStore store = new SchemaStore()) {
              store.add(Schema.parse((String) row.get("schema")));
              byte[] message = Vectors.hex((String) row.get("hex"));
              fails(
                  codes.get("single-object-fail " + id), () -> store.decode(message, Object.class));
            }
            return null;
          });
    }
    finish("single-object-fail");
  }
}
