package differential;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Random values of a schema, special ones often; raw under logical types. */
final class Values {
  /** A value of a union whose branch is chosen. */
  record Branch(int index, Object datum) {}

  private static final long[] LONGS = {
    0,
    -1,
    1,
    63,
    64,
    -64,
    -65,
    8191,
    8192,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final int[] CHARS = {
    'a', 'z', '"', '\\', 0, 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000,
    0x1f600, 0x10ffff
  };

  private final Random random;
  private int budget;

  Values(Random random) {
    this.random = random;
  }

  Object make(Schema schema) {
    budget = 60;
    return any(schema);
  }

  private Object any(Schema schema) {
    budget--;
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> random.nextBoolean();
      case INT -> (int) integer();
      case LONG -> integer();
      case FLOAT ->
          Float.intBitsToFloat(
              random.nextInt(4) == 0 ? 0x7f800000 + random.nextInt(3) * 0x12345 : random.nextInt());
      case DOUBLE ->
          Double.longBitsToDouble(
              random.nextInt(4) == 0
                  ? 0x7ff0000000000000L + random.nextInt(3) * 0x123456789L
                  : random.nextLong());
      case STRING -> text();
      case BYTES -> ByteBuffer.wrap(bytes(random.nextInt(random.nextInt(10) == 0 ? 100 : 8)));
      case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int count = count(); count > 0; count--) {
          items.add(any(schema.getElementType()));
        }
        yield items;
      }
      case MAP -> {
        Map<String, Object> entries = new HashMap<>();
        for (int count = count(); count > 0; count--) {
          entries.put(text(), any(schema.getValueType()));
        }
        yield entries;
      }
      case UNION -> {
        List<Schema> branches = schema.getTypes();
        int empty = branches.indexOf(Schema.create(Schema.Type.NULL));
        int index = budget <= 0 && empty >= 0 ? empty : random.nextInt(branches.size());
        yield new Branch(index, any(branches.get(index)));
      }
      case RECORD -> {
        GenericData.Record fields = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
          fields.put(field.pos(), any(field.schema()));
        }
        yield fields;
      }
    };
  }

  private int count() {
    return budget <= 0 ? 0 : random.nextInt(random.nextInt(10) == 0 ? 20 : 4);
  }

  private long integer() {
    return random.nextBoolean()
        ? LONGS[random.nextInt(LONGS.length)]
        : random.nextLong() >> random.nextInt(64);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int count = random.nextInt(random.nextInt(10) == 0 ? 100 : 6); count > 0; count--) {
      text.appendCodePoint(CHARS[random.nextInt(CHARS.length)]);
    }
    return text.toString();
  }
}
