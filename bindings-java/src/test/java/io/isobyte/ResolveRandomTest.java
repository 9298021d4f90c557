package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Resolution beside Avro Java's, on random pairs of schemas: the same value, or both refuse. */
final class ResolveRandomTest {
  private static final int TRIPLES = Integer.getInteger("isobyte.triples", 2000);
  private static final long SEED = Long.getLong("isobyte.seed", 20_260_101);

  private static final String UNKNOWN = "for no known reason";

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> unknown = new ArrayList<>();

  private static byte[] encode(Schema schema, Object value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** What Avro Java reads, as bytes of the reader's schema. */
  private static byte[] java(Schema writer, Schema reader, byte[] bytes) throws IOException {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    Object value = new GenericDatumReader<>(writer, reader).read(null, decoder);
    assertTrue(decoder.isEnd());
    return encode(reader, value);
  }

  @Test
  void sameValueOrBothRefuse() throws IOException {
    Random random = new Random(SEED);
    RandomData data = new RandomData(random);
    for (int done = 0; done < TRIPLES; ) {
      RandomSchema first = RandomSchema.of(random);
      String writerText = first.text();
      String readerText = first.changed().text();
      Schema writer;
      Schema reader;
      try {
        writer = new Schema.Parser().parse(writerText);
        reader = new Schema.Parser().parse(readerText);
      } catch (RuntimeException e) {
        counts.merge("no schema for Java", 1, Integer::sum);
        continue;
      }
      for (int i = 0; i < 2; i++) {
        Object datum;
        try {
          datum = data.of(writer, 4);
        } catch (IllegalStateException e) {
          break;
        }
        compare(writer, reader, writerText, readerText, encode(writer, datum));
        done++;
      }
    }
    System.out.println("resolution beside Avro Java:");
    counts.forEach((verdict, count) -> System.out.println("  " + count + " " + verdict));
    assertTrue(unknown.isEmpty(), () -> String.join("\n\n", unknown));
    assertTrue(counts.get("same value") > TRIPLES / 2, counts::toString);
    assertTrue(counts.get("both refuse") > TRIPLES / 8, counts::toString);
  }

  /** What isobyte reads, in a form to compare. */
  private static String ours(String writer, String reader, byte[] bytes) {
    try (io.isobyte.Schema from = io.isobyte.Schema.parse(writer);
        io.isobyte.Schema to = io.isobyte.Schema.parse(reader);
        Codec<Object> codec = Codec.builder(to).writer(from).taggedUnions(true).build()) {
      return Vectors.normal(codec.decode(bytes));
    }
  }

  private static String plain(String reader, byte[] bytes) {
    try (io.isobyte.Schema schema = io.isobyte.Schema.parse(reader);
        Codec<Object> codec = Codec.builder(schema).taggedUnions(true).build()) {
      return Vectors.normal(codec.decode(bytes));
    }
  }

  private void compare(
      Schema writer, Schema reader, String writerText, String readerText, byte[] bytes) {
    byte[] theirs = null;
    Throwable theirError = null;
    try {
      theirs = java(writer, reader, bytes);
    } catch (Exception | StackOverflowError e) {
      theirError = e;
    }
    String found = null;
    IsobyteException ourError = null;
    try {
      found = ours(writerText, readerText, bytes);
    } catch (IsobyteException e) {
      ourError = e;
    }
    String verdict;
    if (theirError != null && ourError != null) {
      verdict = "both refuse";
    } else if (ourError == null && theirError == null && found.equals(plain(readerText, theirs))) {
      verdict = "same value";
    } else {
      verdict = reason(writer, reader, bytes, theirs, theirError, ourError);
    }
    counts.merge(verdict, 1, Integer::sum);
    if (verdict.equals(UNKNOWN)) {
      unknown.add(
          String.join(
              "\n",
              "writer " + writerText,
              "reader " + readerText,
              "data " + Vectors.hex(bytes),
              "Java " + (theirError == null ? Vectors.hex(theirs) : theirError),
              "ours " + (ourError == null ? found : ourError)));
    }
  }

  /** Why the two differ, where it is known. */
  private static String reason(
      Schema writer,
      Schema reader,
      byte[] bytes,
      byte[] theirs,
      Throwable theirError,
      IsobyteException ourError) {
    String theirMessage = theirError == null ? "" : String.valueOf(theirError.getMessage());
    if (ourError != null) {
      if (ourError.getMessage().contains("expected text in UTF-8")) {
        return "rule 6: bytes that are no UTF-8 are no text; Java reads them";
      }
      if (ourError.code() == ErrorCode.SCHEMA_INVALID && ourError.path().contains(".default")) {
        return "rule 9: a default of the reader that is none; Java looks at some defaults only";
      }
    }
    if (theirMessage.startsWith("Invalid default for field")
        || theirMessage.equals("Schema fields not set yet")) {
      return "Java rewrites the writer's schema by the aliases, and stumbles over its defaults";
    }
    if (theirMessage.startsWith("Collection claims")) {
      return "Java holds the size of the writer's items to the least size of the reader's";
    }
    if (theirMessage.startsWith("No default value for")
        || theirMessage.startsWith("enum value 'null' is not in the enum symbol set")) {
      return "rule 9: a default may be of any branch; Java writes it as one of the first";
    }
    if (theirMessage.matches("Found [nm]\\.[EF].*, expecting union.*")) {
      return "enum or fixed of the same simple name: Java takes it, but not in the reader's union";
    }
    if (isAlias(writer, reader, bytes, theirs)) {
      return "rule 16: aliases of fields count under any record; in Java, where its full name fits";
    }
    return UNKNOWN;
  }

  /** Whether we say what Java says once its own rewriting by aliases is all that they do. */
  private static boolean isAlias(Schema writer, Schema reader, byte[] bytes, byte[] theirs) {
    String rewritten = Schema.applyAliases(writer, reader).toString();
    String bare = reader.toString().replaceAll(",\"aliases\":\\[[^]]*]", "");
    try {
      String found = ours(rewritten, bare, bytes);
      return theirs != null && found.equals(plain(bare, theirs));
    } catch (IsobyteException e) {
      return theirs == null;
    }
  }
}
