package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Container files: writing, appending, parts of files, other schemas, and what is damaged. */
final class DataFileTest {
  record Item(String name, long number) {}

  private static final Schema ITEM =
      Schema.parse(
          """
          {"type":"record","name":"Item","fields":[{"name":"name","type":"string"},
            {"name":"number","type":"long"}]}\
          """);
  private static final byte[] SYNC = Vectors.hex("00112233445566778899aabbccddeeff");

  @TempDir Path folder;

  private static List<Item> items(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> new Item("item " + i, i)).toList();
  }

  private static DataFileWriter.Builder<Item> writer() {
    return DataFileWriter.of(ITEM, Item.class);
  }

  private static byte[] file(Compression compression, int count) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<Item> file =
        writer().compression(compression).blockBytes(500).sync(SYNC).create(out)) {
      for (Item item : items(0, count)) {
        file.write(item);
      }
    }
    return out.toByteArray();
  }

  private static <T> List<T> read(DataFileReader<T> reader) throws IOException {
    try (reader) {
      List<T> values = new ArrayList<>();
      for (T value : reader) {
        values.add(value);
      }
      assertFalse(reader.hasNext());
      assertThrows(NoSuchElementException.class, reader::next);
      return values;
    }
  }

  private static List<Item> read(byte[] file) throws IOException {
    return read(DataFileReader.open(new ByteArrayInputStream(file), Item.class));
  }

  @Test
  void bothWays() throws IOException {
    for (Compression compression : Compression.values()) {
      byte[] file = file(compression, 3000);
      assertEquals(items(0, 3000), read(file), compression.codec());
      assertEquals(
          items(0, 3000), read(DataFileReader.open(FileVectorTest.pieces(file, 13), Item.class)));
      assertArrayEquals(file, file(compression, 3000), "equal input gives equal files");
    }
    assertEquals(List.of(), read(file(Compression.NULL, 0)));
  }

  @Test
  void whatFilesSay() throws IOException {
    Path path = folder.resolve("said.avro");
    try (DataFileWriter<Item> file =
        writer()
            .compression(Compression.DEFLATE, 9)
            .metadata("owner", "team \u00e9")
            .metadata("raw", new byte[] {0, -1})
            .create(path)) {
      assertEquals(ITEM, file.schema());
      file.writeAll(items(0, 10));
    }
    try (DataFileReader<Object> reader = DataFileReader.of().open(path)) {
      assertEquals(ITEM, reader.writerSchema());
      assertEquals(Compression.DEFLATE, reader.compression());
      Map<String, byte[]> metadata = reader.metadata();
      assertEquals(
          List.of("avro.codec", "avro.schema", "owner", "raw"), List.copyOf(metadata.keySet()));
      assertEquals("team \u00e9", new String(metadata.get("owner"), "UTF-8"));
      assertArrayEquals(new byte[] {0, -1}, metadata.get("raw"));
      assertEquals(ITEM.text(), new String(metadata.get("avro.schema"), "UTF-8"));
      assertEquals(reader.headerLength(), reader.position());
      assertEquals(Map.of("name", "item 0", "number", 0L), reader.next());
      assertEquals(Files.size(path), reader.position());
    }
    byte[] first = Files.readAllBytes(path);
    try (DataFileWriter<Item> file = writer().create(path)) {
      file.write(new Item("", 0));
    }
    byte[] again = Files.readAllBytes(path);
    assertFalse(
        Arrays.equals(
            Arrays.copyOfRange(first, first.length - 16, first.length),
            Arrays.copyOfRange(again, again.length - 16, again.length)),
        "sync markers are random");
  }

  @Test
  void appending() throws IOException {
    for (Compression compression : Compression.values()) {
      Path path = folder.resolve(compression.codec());
      Files.write(path, file(compression, 100));
      for (int i = 1; i < 4; i++) {
        try (DataFileWriter<Item> more = writer().append(path)) {
          more.writeAll(items(100 * i, 100 * i + 100));
          long end = more.sync();
          assertEquals(end, Files.size(path));
        }
      }
      assertEquals(items(0, 400), read(DataFileReader.open(path, Item.class)));
    }
    Path path = folder.resolve("null");
    long size = Files.size(path);
    SchemaException other =
        assertThrows(
            SchemaException.class,
            () -> DataFileWriter.of(Schema.parse("\"int\""), Integer.class).append(path));
    assertEquals(ErrorCode.SCHEMA_INCOMPATIBLE, other.code());
    assertEquals(size, Files.size(path));
    Files.write(path, Arrays.copyOf(Files.readAllBytes(path), (int) size - 1));
    DecodeException cut = assertThrows(DecodeException.class, () -> writer().append(path));
    assertEquals(ErrorCode.DATA_TRUNCATED, cut.code());
    assertThrows(IOException.class, () -> writer().append(folder.resolve("none")));
  }

  /** Ranges that cover a file give each value once, in order, wherever they are cut. */
  @Test
  void ranges() throws IOException {
    Path path = folder.resolve("ranges");
    byte[] file = file(Compression.SNAPPY, 1000);
    Files.write(path, file);
    for (int parts : new int[] {1, 2, 3, 7, 100}) {
      List<Item> values = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        long from = (long) file.length * i / parts;
        long to = (long) file.length * (i + 1) / parts;
        values.addAll(read(DataFileReader.of(Item.class).range(from, to).open(path)));
      }
      assertEquals(items(0, 1000), values, parts + " parts");
    }
    SeekableByteChannel channel = Files.newByteChannel(path);
    channel.position(77);
    assertEquals(items(0, 1000), read(DataFileReader.of(Item.class).open(channel)));
    assertFalse(channel.isOpen());
    for (long[] bad : new long[][] {{-1, 5}, {0, -1}}) {
      UsageException e =
          assertThrows(
              UsageException.class,
              () -> DataFileReader.of(Item.class).range(bad[0], bad[1]).open(path));
      assertEquals(ErrorCode.INVALID_ARGUMENT, e.code());
    }
    assertThrows(
        UsageException.class,
        () ->
            DataFileReader.of(Item.class).range(0, 9).open(new ByteArrayInputStream(new byte[9])));
  }

  record Renamed(double number, String title, String more) {}

  @Test
  void anotherSchema() throws IOException {
    Schema reader =
        Schema.parse(
            """
            {"type":"record","name":"Item","fields":[{"name":"number","type":"double"},
              {"name":"title","type":"string","aliases":["name"]},
              {"name":"more","type":"string","default":"d"}]}\
            """);
    byte[] file = file(Compression.ZSTANDARD, 5);
    try (DataFileReader<Renamed> values =
        DataFileReader.of(Renamed.class)
            .readerSchema(reader)
            .open(new ByteArrayInputStream(file))) {
      assertEquals(reader, values.schema());
      assertEquals(ITEM, values.writerSchema());
      assertEquals(new Renamed(0, "item 0", "d"), values.next());
    }
    Closed in = new Closed(file);
    SchemaException never =
        assertThrows(
            SchemaException.class,
            () -> DataFileReader.of().readerSchema(Schema.parse("\"int\"")).open(in));
    assertEquals(ErrorCode.SCHEMA_INCOMPATIBLE, never.code());
    assertTrue(in.closed);
    assertThrows(
        UsageException.class,
        () -> DataFileReader.open(new ByteArrayInputStream(file), String.class));
  }

  private static final class Closed extends FilterInputStream {
    boolean closed;

    Closed(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public void close() throws IOException {
      closed = true;
      super.close();
    }
  }

  private static ErrorCode damage(byte[] file) {
    return assertThrows(IsobyteException.class, () -> read(file)).code();
  }

  @Test
  void whatIsDamaged() throws IOException {
    byte[] file = file(Compression.NULL, 100);
    assertEquals(ErrorCode.FRAME_UNKNOWN, damage("no such file".getBytes("UTF-8")));
    assertEquals(ErrorCode.DATA_TRUNCATED, damage(new byte[0]));
    int whole = 0;
    for (int cut = 0; cut < file.length; cut++) {
      byte[] front = Arrays.copyOf(file, cut);
      try {
        // Between two blocks nothing tells that some are missing.
        List<Item> found = read(front);
        assertEquals(items(0, found.size()), found);
        whole++;
      } catch (DecodeException e) {
        assertEquals(ErrorCode.DATA_TRUNCATED, e.code());
      }
    }
    assertTrue(whole >= 2 && whole < 10, "whole: " + whole);
    byte[] marker = file.clone();
    marker[marker.length - 1] ^= 1;
    assertEquals(ErrorCode.DATA_MALFORMED, damage(marker));
    byte[] packed = file(Compression.SNAPPY, 10);
    packed[packed.length - 17] ^= 1;
    assertEquals(ErrorCode.DATA_MALFORMED, damage(packed));
  }

  /** A block by hand: its count, its size, its data. */
  private static byte[] withBlock(String hex) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<Object> file =
        DataFileWriter.of(Schema.parse("\"string\"")).sync(SYNC).create(out)) {
      file.flush();
    }
    out.write(Vectors.hex(hex));
    out.write(SYNC);
    return out.toByteArray();
  }

  @Test
  void blocksThatLie() throws IOException {
    Map<String, ErrorCode> blocks =
        Map.of(
            // Two data, of which there is one; one, of which there are two; text that is none.
            "0404" + "0261", ErrorCode.DATA_TRUNCATED,
            "0208" + "02610262", ErrorCode.DATA_TRAILING,
            "0004" + "0261", ErrorCode.DATA_TRAILING,
            "0408" + "026102ff", ErrorCode.DATA_MALFORMED);
    for (Map.Entry<String, ErrorCode> block : blocks.entrySet()) {
      try (DataFileReader<Object> reader =
          DataFileReader.of().open(new ByteArrayInputStream(withBlock(block.getKey())))) {
        List<Object> found = new ArrayList<>();
        IsobyteException e =
            assertThrows(DecodeException.class, () -> reader.forEachRemaining(found::add));
        assertEquals(block.getValue(), e.code(), block.getKey());
        assertEquals(block.getKey().startsWith("00") ? List.of() : List.of("a"), found);
        assertEquals(e.code(), assertThrows(DecodeException.class, reader::hasNext).code());
        boolean numbered = e.code() != ErrorCode.DATA_TRAILING;
        assertEquals(numbered ? "[1]" : "", e.path());
      }
    }
    byte[] large = file(Compression.DEFLATE, 1000);
    DecodeException limit =
        assertThrows(
            DecodeException.class,
            () ->
                read(
                    DataFileReader.of(Item.class)
                        .maxBlockBytes(400)
                        .open(new ByteArrayInputStream(large))));
    assertEquals(ErrorCode.DATA_LIMIT, limit.code());
    assertThrows(
        DecodeException.class,
        () -> DataFileReader.of().maxHeaderBytes(40).open(new ByteArrayInputStream(large)));
  }

  @Test
  void writersThatAreMisused() throws IOException {
    OutputStream none = OutputStream.nullOutputStream();
    List<DataFileWriter.Builder<Item>> wrong =
        List.of(
            writer().metadata("avro.own", "x"),
            writer().compression(Compression.SNAPPY, 3),
            writer().compression(Compression.DEFLATE, 10),
            writer().sync(new byte[15]),
            writer().blockBytes(-1),
            writer().blockBytes(Integer.MAX_VALUE));
    for (DataFileWriter.Builder<Item> builder : wrong) {
      UsageException e = assertThrows(UsageException.class, () -> builder.create(none));
      assertEquals(ErrorCode.INVALID_ARGUMENT, e.code());
    }
    assertThrows(UsageException.class, () -> DataFileWriter.of(ITEM, Integer.class).create(none));
    // A value that is refused leaves nothing behind.
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataFileWriter<Item> file = writer().create(out);
    file.write(new Item("a", 1));
    assertThrows(EncodeException.class, () -> file.write(new Item(null, 2)));
    EncodeException second =
        assertThrows(
            EncodeException.class,
            () -> file.writeAll(List.of(new Item("b", 2), new Item("\ud800", 3))));
    assertEquals("[1].name", second.path());
    file.writeAll(List.of());
    file.writeAll(List.of(new Item("c", 4)));
    file.close();
    file.close();
    assertThrows(UsageException.class, () -> file.write(new Item("d", 5)));
    assertEquals(List.of(new Item("a", 1), new Item("c", 4)), read(out.toByteArray()));
  }

  @Test
  void streamsThatFail() throws IOException {
    InputStream bad =
        new FilterInputStream(new ByteArrayInputStream(file(Compression.NULL, 100))) {
          private int left = 600;

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            if (left <= 0) {
              throw new IOException("the line is cut");
            }
            int read = super.read(into, from, Math.min(length, left));
            left -= read;
            return read;
          }
        };
    try (DataFileReader<Item> reader = DataFileReader.open(bad, Item.class)) {
      assertThrows(UncheckedIOException.class, () -> reader.forEachRemaining(item -> {}));
    }
    DataFileWriter<Item> file =
        writer()
            .create(
                new OutputStream() {
                  private int left = 300;

                  @Override
                  public void write(int b) throws IOException {
                    if (left-- <= 0) {
                      throw new IOException("the disk is full");
                    }
                  }
                });
    file.writeAll(items(0, 100));
    assertThrows(IOException.class, file::flush);
    assertThrows(IOException.class, () -> file.write(new Item("", 0)));
    file.close();
    assertThrows(IOException.class, () -> DataFileReader.of().open(folder.resolve("none")));
  }

  @Test
  void readersThatAreClosed() throws IOException {
    DataFileReader<Item> reader =
        DataFileReader.open(new ByteArrayInputStream(file(Compression.NULL, 3)), Item.class);
    reader.next();
    reader.close();
    reader.close();
    // What was decoded before is still there.
    assertEquals(new Item("item 1", 1), reader.next());
    reader.next();
    assertEquals(ErrorCode.CLOSED, assertThrows(UsageException.class, reader::hasNext).code());
    assertThrows(UsageException.class, reader::compression);
  }
}
