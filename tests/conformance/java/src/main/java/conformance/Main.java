package conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.isobyte.Branch;
import io.isobyte.Codec;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Answers tasks with one of Java's libraries: isobyte or avro. */
public final class Main {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  /** An input that waits for its turn, so that holding it is not measured. */
  private static String heldSchema;

  private static byte[] heldData;

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    boolean ours = arguments[0].equals("isobyte");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode task = JSON.readTree(line);
      ObjectNode reply = JSON.createObjectNode();
      if (!task.get("op").asText().equals("decode held")) {
        heldSchema = task.path("schema").asText();
        heldData = HEX.parseHex(task.path("hex").asText());
      }
      try {
        reply.set("ok", ours ? ours(task) : avro(task));
      } catch (Exception | StackOverflowError e) {
        reply.put("error", String.valueOf(e));
      }
      out.println(JSON.writeValueAsString(reply));
      out.flush();
    }
  }

  private static JsonNode ours(JsonNode task) {
    String text = heldSchema;
    switch (task.get("op").asText()) {
      case "hold":
        System.gc();
        return null;
      case "parse":
        return JSON.valueToTree(io.isobyte.Schema.parse(text).canonical());
      case "encode":
        return hex(Codec.of(io.isobyte.Schema.parse(text)).encode(build(task.get("value"), null)));
      default:
        return show(Codec.of(io.isobyte.Schema.parse(text)).decode(heldData));
    }
  }

  private static JsonNode avro(JsonNode task) throws IOException {
    switch (task.get("op").asText()) {
      case "version":
        return JSON.valueToTree(Schema.class.getPackage().getImplementationVersion());
      case "hold":
        System.gc();
        return null;
      default:
        return avro(task, new Schema.Parser().parse(heldSchema));
    }
  }

  private static JsonNode avro(JsonNode task, Schema schema) throws IOException {
    switch (task.get("op").asText()) {
      case "parse":
        return JSON.valueToTree(SchemaNormalization.toParsingForm(schema));
      case "encode":
        Object datum = build(task.get("value"), schema);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(datum, encoder);
        encoder.flush();
        return hex(out.toByteArray());
      default:
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(heldData, null);
        Object value = new GenericDatumReader<>(schema).read(null, decoder);
        if (!decoder.isEnd()) {
          throw new IOException("bytes are left over");
        }
        return show(value);
    }
  }

  private static JsonNode hex(byte[] bytes) {
    return JSON.valueToTree(HEX.formatHex(bytes));
  }

  /** Notation as a host value: for Avro Java under its schema, for isobyte without one. */
  private static Object build(JsonNode value, Schema schema) {
    JsonNode last = value.get(value.size() - 1);
    switch (value.get(0).asText()) {
      case "null":
        return null;
      case "boolean":
        return last.asBoolean();
      case "int":
        return Integer.parseInt(last.asText());
      case "long":
        return Long.parseLong(last.asText());
      case "integer":
        long wide = Long.parseLong(last.asText());
        return wide == (int) wide ? (Object) (int) wide : (Object) wide;
      case "float":
        return Float.intBitsToFloat(Integer.parseUnsignedInt(last.asText(), 16));
      case "double":
        return Double.longBitsToDouble(Long.parseUnsignedLong(last.asText(), 16));
      case "string", "text":
        return last.asText();
      case "bytes":
        byte[] bytes = HEX.parseHex(last.asText());
        return schema == null ? bytes : ByteBuffer.wrap(bytes);
      case "fixed":
        byte[] fixed = HEX.parseHex(last.asText());
        return schema == null ? fixed : new GenericData.Fixed(schema, fixed);
      case "enum":
        String symbol = value.get(2).asText();
        return schema == null ? symbol : new GenericData.EnumSymbol(schema, symbol);
      case "array":
        List<Object> items = new ArrayList<>();
        last.forEach(
            item ->
                items.add(
                    build(item, is(schema, Schema.Type.ARRAY) ? schema.getElementType() : schema)));
        return items;
      case "map":
        return entries(last, schema);
      case "record":
        if (schema == null) {
          return entries(last, null);
        }
        GenericData.Record fields = new GenericData.Record(schema);
        last.forEach(
            pair -> {
              Schema.Field field = schema.getField(pair.get(0).asText());
              fields.put(field.pos(), build(pair.get(1), field.schema()));
            });
        return fields;
      case "union":
        if (schema == null) {
          Object inner = build(last, null);
          return inner == null ? null : new Branch(value.get(1).asText(), inner);
        }
        return build(last, schema.getTypes().get(value.get(2).asInt()));
      default:
        throw new IllegalArgumentException(value.toString());
    }
  }

  /**
   * A plain mapping where the schema has a record is a record of that schema: Java has no other way
   * to hold it.
   */
  private static Object entries(JsonNode pairs, Schema schema) {
    Schema record = is(schema, Schema.Type.RECORD) ? schema : null;
    if (is(schema, Schema.Type.UNION)) {
      List<Schema> records =
          schema.getTypes().stream().filter(branch -> is(branch, Schema.Type.RECORD)).toList();
      boolean map = schema.getTypes().stream().anyMatch(branch -> is(branch, Schema.Type.MAP));
      record = records.size() == 1 && !map ? records.get(0) : null;
    }
    if (record != null) {
      GenericData.Record fields = new GenericData.Record(record);
      for (JsonNode pair : pairs) {
        Schema.Field field = record.getField(pair.get(0).asText());
        fields.put(
            pair.get(0).asText(), build(pair.get(1), field == null ? record : field.schema()));
      }
      return fields;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (JsonNode pair : pairs) {
      map.put(
          pair.get(0).asText(),
          build(pair.get(1), is(schema, Schema.Type.MAP) ? schema.getValueType() : schema));
    }
    return map;
  }

  private static boolean is(Schema schema, Schema.Type type) {
    return schema != null && schema.getType() == type;
  }

  private static JsonNode show(Object value) {
    ObjectNode shown = JSON.createObjectNode();
    if (value == null || value instanceof Boolean) {
      return JSON.valueToTree(value);
    } else if (value instanceof Integer || value instanceof Long) {
      return shown.put("i", value.toString());
    } else if (value instanceof Float || value instanceof Double) {
      return shown.put(
          "f", HEX.toHexDigits(Double.doubleToLongBits(((Number) value).doubleValue())));
    } else if (value instanceof CharSequence || value instanceof GenericEnumSymbol) {
      return shown.put("t", value.toString());
    } else if (value instanceof byte[] bytes) {
      return shown.put("b", HEX.formatHex(bytes));
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return shown.put("b", HEX.formatHex(bytes));
    } else if (value instanceof GenericFixed fixed) {
      return shown.put("b", HEX.formatHex(fixed.bytes()));
    } else if (value instanceof Iterable<?> items) {
      var list = JSON.createArrayNode();
      items.forEach(item -> list.add(show(item)));
      return list;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode entries = shown.putObject("m");
      map.forEach((key, item) -> entries.set(key.toString(), show(item)));
      return shown;
    } else if (value instanceof IndexedRecord record) {
      ObjectNode entries = shown.putObject("m");
      record
          .getSchema()
          .getFields()
          .forEach(field -> entries.set(field.name(), show(record.get(field.pos()))));
      return shown;
    }
    return shown.put("x", value.getClass().getName());
  }
}
