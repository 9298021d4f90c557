package io.isobyte;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;

/** Random data of a schema, as Avro Java has them. */
final class RandomData {
  private final Random random;

  RandomData(Random random) {
    this.random = random;
  }

  /** Throws IllegalStateException where there is no end to it. */
  Object of(Schema schema, int depth) {
    if (depth < -20) {
      throw new IllegalStateException("a datum without end");
    }
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> random.nextBoolean();
      case INT -> random.nextInt() >> random.nextInt(32);
      case LONG -> random.nextLong() >> random.nextInt(64);
      case FLOAT -> random.nextInt(8) == 0 ? Float.NaN : random.nextInt(2000) / 8f - 50;
      case DOUBLE -> random.nextInt(8) == 0 ? -0.0 : random.nextInt(2000) / 8.0 - 50;
      case BYTES -> ByteBuffer.wrap(bytes(random.nextInt(4)));
      case STRING -> new Utf8(text());
      case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (int i = depth > 0 ? random.nextInt(3) : 0; i > 0; i--) {
          list.add(of(schema.getElementType(), depth - 1));
        }
        yield list;
      }
      case MAP -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = depth > 0 ? random.nextInt(3) : 0; i > 0; i--) {
          map.put(new Utf8("k" + i), of(schema.getValueType(), depth - 1));
        }
        yield map;
      }
      case UNION -> {
        List<Schema> branches = schema.getTypes();
        // Where it is deep already, null ends it.
        int end = depth <= 0 ? branches.indexOf(Schema.create(Schema.Type.NULL)) : -1;
        yield of(branches.get(end >= 0 ? end : random.nextInt(branches.size())), depth - 1);
      }
      case RECORD -> {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
          record.put(field.pos(), of(field.schema(), depth - 1));
        }
        yield record;
      }
    };
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text() {
    return List.of("", "A", "B", "text", "d\u00e9j\u00e0", "\ud83d\ude00").get(random.nextInt(6));
  }
}
