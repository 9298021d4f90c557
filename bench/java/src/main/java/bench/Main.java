package bench;

import io.isobyte.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * isobyte beside Apache Avro's Specific and Generic: thread CPU time, contestants interleaved,
 * least of the rounds, a fresh byte[] for everybody.
 */
public final class Main {
  enum OrderKind {
    NEW,
    PAID,
    SHIPPED
  }

  record OrderAddress(String street, String city, int zip) {}

  record OrderRecord(
      long id,
      String user,
      String email,
      boolean active,
      double score,
      Instant created,
      OrderKind kind,
      OrderAddress address,
      List<String> tags,
      Map<String, Long> attrs) {}

  record TickRecord(
      long ts,
      double bid,
      double ask,
      long bid_size,
      long ask_size,
      int venue,
      int flags,
      boolean open) {}

  record Row(String name, String contestant, Callable<?> call) {}

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int FILE_RECORDS = 10_000;
  private static Object sink;

  public static void main(String[] args) throws Exception {
    boolean quick = "1".equals(System.getenv("BENCH_QUICK"));
    int rounds = quick ? 9 : 25;
    long target = quick ? 10_000_000L : 30_000_000L;
    List<Row> rows = new ArrayList<>();
    order(rows);
    tick(rows);
    // For a profiler: only the cases and contestants that contain all the words of the command
    // line.
    rows.removeIf(
        row -> !Arrays.stream(args).allMatch((row.name() + "/" + row.contestant())::contains));
    // The compiler wants to have seen everything before anything is measured.
    for (int i = 0; i < (quick ? 30_000 : 100_000); i++) {
      for (Row row : rows) {
        sink = row.call().call();
      }
    }
    double[] best = new double[rows.size()];
    double[] garbage = new double[rows.size()];
    int[] counts = new int[rows.size()];
    for (int i = 0; i < counts.length; i++) {
      best[i] = Double.MAX_VALUE;
      for (counts[i] = 1000; chunk(rows.get(i).call(), counts[i]) * counts[i] < target; ) {
        counts[i] *= 2;
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < counts.length; i++) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        double took = chunk(rows.get(i).call(), counts[i]);
        garbage[i] = (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / counts[i];
        best[i] = Math.min(best[i], took);
      }
    }
    for (int i = 0; i < counts.length; i++) {
      // The virtual machine counts bytes, not allocations: they are told as their own member.
      System.out.printf(
          "{\"case\": \"%s\", \"contestant\": \"%s\", \"cpu_ns\": %.1f, \"allocations\": null,"
              + " \"allocated_bytes\": %.0f}%n",
          rows.get(i).name(), rows.get(i).contestant(), best[i], garbage[i]);
    }
  }

  private static double chunk(Callable<?> call, int count) throws Exception {
    long began = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < count; i++) {
      sink = call.call();
    }
    return (double) (THREADS.getCurrentThreadCpuTime() - began) / count;
  }

  private static void order(List<Row> rows) throws Exception {
    Map<String, Long> attrs = new LinkedHashMap<>();
    attrs.put("a", 1L);
    attrs.put("b", 200000L);
    List<String> tags = List.of("avro", "kafka", "stream");
    Instant created = Instant.ofEpochMilli(1700000000000L);
    OrderRecord ours =
        new OrderRecord(
            123456789,
            "marcos-schro",
            "marcos@example-mail.com",
            true,
            3.14159,
            created,
            OrderKind.PAID,
            new OrderAddress("221B Baker Street", "London", 12345),
            tags,
            attrs);
    Order specific =
        new Order(
            123456789L,
            "marcos-schro",
            "marcos@example-mail.com",
            true,
            3.14159,
            created,
            Kind.PAID,
            new Address("221B Baker Street", "London", 12345),
            tags,
            attrs);
    byte[] data = add(rows, "order", ours, OrderRecord.class, specific);
    Hand hand = new Hand();
    if (!Arrays.equals(hand.encode(ours), data) || !Hand.decode(data).equals(ours)) {
      throw new AssertionError("order: the hand-written code differs");
    }
    rows.add(new Row("order encode", "hand-written", () -> hand.encode(ours)));
    rows.add(new Row("order decode", "hand-written", () -> Hand.decode(data)));
  }

  private static void tick(List<Row> rows) throws Exception {
    TickRecord ours = new TickRecord(1700000000123456L, 101.25, 101.27, 1200, 900, 7, 0, true);
    Tick specific = new Tick(1700000000123456L, 101.25, 101.27, 1200L, 900L, 7, 0, true);
    add(rows, "tick", ours, TickRecord.class, specific);
  }

  private static <T, S extends SpecificRecordBase> byte[] add(
      List<Row> rows, String name, T ours, Class<T> type, S specific) throws Exception {
    Schema schema = specific.getSchema();
    io.isobyte.Schema text = io.isobyte.Schema.parse(Files.readString(Path.of(name + ".avsc")));
    Codec<T> codec = Codec.of(text, type);
    DatumWriter<S> specificWriter = new SpecificDatumWriter<>(schema, specific.getSpecificData());
    DatumReader<S> specificReader =
        new SpecificDatumReader<>(schema, schema, specific.getSpecificData());
    DatumWriter<GenericRecord> genericWriter = new GenericDatumWriter<>(schema);
    DatumReader<GenericRecord> genericReader = new GenericDatumReader<>(schema);
    byte[] data = codec.encode(ours);
    GenericRecord generic =
        genericReader.read(null, DecoderFactory.get().binaryDecoder(data, null));
    if (!codec.decode(data).equals(ours)
        || !Arrays.equals(write(specificWriter, specific, new Scratch()), data)
        || !Arrays.equals(write(genericWriter, generic, new Scratch()), data)
        || !specificReader
            .read(null, DecoderFactory.get().binaryDecoder(data, null))
            .equals(specific)) {
      throw new AssertionError(name + ": outputs differ");
    }
    rows.add(new Row(name + " encode", "isobyte", () -> codec.encode(ours)));
    Scratch a = new Scratch();
    rows.add(new Row(name + " encode", "avro specific", () -> write(specificWriter, specific, a)));
    Scratch b = new Scratch();
    rows.add(new Row(name + " encode", "avro generic", () -> write(genericWriter, generic, b)));
    rows.add(new Row(name + " decode", "isobyte", () -> codec.decode(data)));
    Scratch c = new Scratch();
    rows.add(
        new Row(
            name + " decode", "avro specific", () -> specificReader.read(null, c.decoder(data))));
    Scratch d = new Scratch();
    rows.add(
        new Row(name + " decode", "avro generic", () -> genericReader.read(null, d.decoder(data))));
    files(rows, name, ours, type, specific);
    return data;
  }

  /** One record of a container file, which is opened anew at its end. */
  private static <T, S extends SpecificRecordBase> void files(
      List<Row> rows, String name, T ours, Class<T> type, S specific) throws Exception {
    Schema schema = specific.getSchema();
    for (String codec : List.of("null", "deflate")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (DataFileWriter<S> file = new DataFileWriter<>(new SpecificDatumWriter<>(schema))) {
        file.setCodec(CodecFactory.fromString(codec)).create(schema, out);
        for (int i = 0; i < FILE_RECORDS; i++) {
          file.append(specific);
        }
      }
      byte[] data = out.toByteArray();
      String row = name + " file read" + (codec.equals("null") ? "" : " " + codec);
      Source<T> first =
          new Source<>(() -> io.isobyte.DataFileReader.open(new ByteArrayInputStream(data), type));
      Source<S> second =
          new Source<>(
              () ->
                  new DataFileStream<>(
                      new ByteArrayInputStream(data),
                      new SpecificDatumReader<>(schema, schema, specific.getSpecificData())));
      Source<GenericRecord> third =
          new Source<>(
              () ->
                  new DataFileStream<>(
                      new ByteArrayInputStream(data), new GenericDatumReader<>(schema)));
      for (int i = 0; i < 2 * FILE_RECORDS; i++) {
        boolean same = first.next().equals(ours) && second.next().equals(specific);
        if (!same || !third.next().get(0).equals(specific.get(0))) {
          throw new AssertionError(row + ": values differ");
        }
      }
      rows.add(new Row(row, "isobyte", first::next));
      rows.add(new Row(row, "avro specific", second::next));
      rows.add(new Row(row, "avro generic", third::next));
    }
  }

  /** The values of a file again and again. */
  private static final class Source<V> {
    private final Callable<? extends Iterator<V>> open;
    private Iterator<V> values = Collections.emptyIterator();

    Source(Callable<? extends Iterator<V>> open) {
      this.open = open;
    }

    V next() throws Exception {
      if (!values.hasNext()) {
        if (values instanceof Closeable file) {
          file.close();
        }
        values = open.call();
      }
      return values.next();
    }
  }

  /** Avro at its best: buffer, encoder and decoder reused. */
  private static final class Scratch {
    final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    BinaryEncoder encoder;
    BinaryDecoder decoder;

    BinaryDecoder decoder(byte[] data) {
      return decoder = DecoderFactory.get().binaryDecoder(data, decoder);
    }
  }

  private static <V> byte[] write(DatumWriter<V> writer, V value, Scratch scratch)
      throws Exception {
    scratch.out.reset();
    scratch.encoder = EncoderFactory.get().directBinaryEncoder(scratch.out, scratch.encoder);
    writer.write(value, scratch.encoder);
    scratch.encoder.flush();
    return scratch.out.toByteArray();
  }
}
