package differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Answers, with Avro Java, one line for each line; see README.md of the folder above. */
public final class Main {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
      out.flush();
    }
  }

  private static ObjectNode answer(JsonNode question) {
    ObjectNode answer = JSON.createObjectNode();
    Schema schema;
    try {
      schema = new Schema.Parser().parse(question.get("schema").asText());
      answer.put("canonical", SchemaNormalization.toParsingForm(schema));
      answer.put(
          "crc64", HEX.formatHex(SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema)));
    } catch (Exception e) {
      return answer.put("error", e.toString());
    }
    Schema reader;
    try {
      reader = new Schema.Parser().parse(question.get("reader").asText());
    } catch (Exception e) {
      return answer.put("error", "the reader's schema: " + e);
    }
    ArrayNode data = answer.putArray("data");
    for (JsonNode datum : question.get("data")) {
      ObjectNode row = data.addObject();
      String json = datum.get("json").asText();
      byte[] bytes = HEX.parseHex(datum.get("hex").asText());
      put(
          row,
          "encode",
          () -> write(schema, read(schema, DecoderFactory.get().jsonDecoder(schema, json))));
      put(
          row,
          "decode",
          () -> {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
            byte[] again = write(schema, read(schema, decoder));
            if (!decoder.isEnd()) {
              throw new IOException("bytes are left over");
            }
            return again;
          });
      put(
          row,
          "resolve",
          () -> {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
            Object found = new GenericDatumReader<>(schema, reader).read(null, decoder);
            if (!decoder.isEnd()) {
              throw new IOException("bytes are left over");
            }
            return write(reader, found);
          });
    }
    Values values = new Values(new Random(question.get("seed").asLong()));
    ArrayNode made = answer.putArray("made");
    for (int i = 0; i < question.get("make").asInt(); i++) {
      ObjectNode row = JSON.createObjectNode();
      put(row, "made", () -> write(schema, values.make(schema)));
      made.add(row.get("made"));
    }
    return answer;
  }

  private interface Call {
    byte[] bytes() throws Exception;
  }

  private static void put(ObjectNode row, String name, Call call) {
    try {
      row.put(name, HEX.formatHex(call.bytes()));
    } catch (Exception | StackOverflowError e) {
      row.putObject(name).put("error", e.toString());
    }
  }

  private static Object read(Schema schema, Decoder decoder) throws IOException {
    return new GenericDatumReader<>(schema).read(null, decoder);
  }

  private static byte[] write(Schema schema, Object datum) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new Writer(schema).write(datum, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** Writes the branch of a union that {@link Values} chose. */
  private static final class Writer extends GenericDatumWriter<Object> {
    Writer(Schema schema) {
      super(schema);
    }

    @Override
    protected void writeWithoutConversion(
        Schema schema, Object datum, org.apache.avro.io.Encoder out) throws IOException {
      if (datum instanceof Values.Branch branch) {
        out.writeIndex(branch.index());
        write(schema.getTypes().get(branch.index()), branch.datum(), out);
      } else {
        super.writeWithoutConversion(schema, datum, out);
      }
    }
  }
}
