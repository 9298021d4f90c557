package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.Test;

/** Container files beside Avro Java: each reads what the other wrote, under all the codecs. */
final class DataFileJavaTest {
  private static final String ORDER =
      """
      {"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"},
        {"name":"user","type":["null","string"]},{"name":"raw","type":"bytes"},
        {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A","B"]}},
        {"name":"items","type":{"type":"array","items":"double"}},
        {"name":"attrs","type":{"type":"map","values":{"type":"record","name":"At",
          "fields":[{"name":"x","type":"int"}]}}}]}\
      """;

  @Test
  void eachReadsTheOther() throws IOException {
    Schema java = new Schema.Parser().parse(ORDER);
    io.isobyte.Schema schema = io.isobyte.Schema.parse(ORDER);
    Codec<Object> codec = Codec.builder(schema).taggedUnions(true).build();
    for (Compression compression : Compression.values()) {
      RandomData data = new RandomData(new Random(5));
      ByteArrayOutputStream theirs = new ByteArrayOutputStream();
      List<Object> values = new ArrayList<>();
      try (var file = new org.apache.avro.file.DataFileWriter<>(new GenericDatumWriter<>(java))) {
        file.setCodec(CodecFactory.fromString(compression.codec()));
        file.setSyncInterval(1000);
        file.create(java, theirs);
        for (int i = 0; i < 500; i++) {
          values.add(data.of(java, 3));
          file.append(values.get(i));
        }
      }
      ByteArrayOutputStream ours = new ByteArrayOutputStream();
      List<String> texts = new ArrayList<>();
      try (DataFileReader<Object> reader =
              DataFileReader.of()
                  .codec(options -> options.taggedUnions(true))
                  .open(new ByteArrayInputStream(theirs.toByteArray()));
          DataFileWriter<Object> writer =
              DataFileWriter.of(schema).compression(compression).blockBytes(1000).create(ours)) {
        assertEquals(compression, reader.compression());
        for (Object value : reader) {
          texts.add(codec.encodeJson(value));
          writer.write(value);
        }
      }
      assertEquals(500, texts.size());
      List<Object> back = new ArrayList<>();
      try (DataFileStream<Object> file =
          new DataFileStream<>(
              new ByteArrayInputStream(ours.toByteArray()), new GenericDatumReader<>())) {
        file.forEach(back::add);
      }
      assertEquals(values, back, compression.codec());
      // Parts of the file are the same parts.
      int length = ours.size();
      for (int from = 0; from < length; from += 1777) {
        int end = Math.min(from + 1777, length);
        List<Object> part = new ArrayList<>();
        try (var file =
            new org.apache.avro.file.DataFileReader<>(
                new SeekableByteArrayInput(ours.toByteArray()), new GenericDatumReader<>())) {
          file.sync(from);
          while (file.hasNext() && !file.pastSync(end)) {
            part.add(file.next());
          }
        }
        assertEquals(part.size(), part(ours.toByteArray(), from, end), from + " to " + end);
      }
    }
  }

  private static int part(byte[] file, long from, long to) throws IOException {
    java.nio.file.Path path = java.nio.file.Files.createTempFile("isobyte", ".avro");
    try {
      java.nio.file.Files.write(path, file);
      int count = 0;
      try (DataFileReader<Object> reader = DataFileReader.of().range(from, to).open(path)) {
        for (; reader.hasNext(); count++) {
          reader.next();
        }
      }
      return count;
    } finally {
      java.nio.file.Files.delete(path);
    }
  }
}
