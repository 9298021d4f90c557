package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Closing, while others use it too; many threads; calls inside of calls. */
final class LifecycleTest {
  record Item(String name, long number) {}

  private static final String ITEM =
"""
{"type":"record","name":"Item","fields":[{"name":"name","type":"string"},{"name":"number","type":"long"}]}\
""";

  @Test
  void closedObjectsSaySo() {
    Schema schema = Schema.parse(ITEM);
    Codec<Item> codec = Codec.of(schema, Item.class);
    schema.close();
    schema.close();
    assertEquals(ErrorCode.CLOSED, assertThrows(UsageException.class, schema::canonical).code());
    assertThrows(UsageException.class, () -> Codec.of(schema, Item.class));
    Item item = new Item("a", 1);
    assertEquals(item, codec.decode(codec.encode(item)));
    codec.close();
    codec.close();
    assertEquals(
        ErrorCode.CLOSED, assertThrows(UsageException.class, () -> codec.encode(item)).code());
    assertEquals(
        ErrorCode.CLOSED,
        assertThrows(UsageException.class, () -> codec.decode(new byte[2])).code());
    Registry registry = Registry.connect("memory:");
    registry.close();
    assertEquals(
        ErrorCode.CLOSED, assertThrows(UsageException.class, () -> registry.bySubject("x")).code());
  }

  @Test
  void closingRacesWithCalls() throws InterruptedException {
    Item item = new Item("some name", 123_456);
    byte[] expected = Vectors.hex("12736f6d65206e616d65" + "8089" + "0f");
    for (int round = 0; round < 300; round++) {
      Codec<Item> codec = Codec.of(Schema.parse(ITEM), Item.class);
      AtomicReference<Throwable> wrong = new AtomicReference<>();
      CountDownLatch started = new CountDownLatch(3);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    started.countDown();
                    while (true) {
                      byte[] bytes = codec.encode(item);
                      assertArrayEquals(expected, bytes);
                      assertEquals(item, codec.decode(bytes));
                    }
                  } catch (UsageException e) {
                    if (e.code() != ErrorCode.CLOSED) {
                      wrong.set(e);
                    }
                  } catch (Throwable e) {
                    wrong.set(e);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      started.await();
      codec.close();
      for (Thread thread : threads) {
        thread.join(10_000);
        assertTrue(!thread.isAlive());
      }
      assertNull(wrong.get());
    }
  }

  /** Readers are of one thread; whoever shares one all the same has exceptions, and no crash. */
  @Test
  void filesThatAreSharedAndClosed() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<Item> file =
        DataFileWriter.of(Schema.parse(ITEM), Item.class).blockBytes(5000).create(out)) {
      for (int i = 0; i < 20_000; i++) {
        file.write(new Item("item " + i, i));
      }
    }
    for (int round = 0; round < 20; round++) {
      DataFileReader<Item> reader =
          DataFileReader.open(new ByteArrayInputStream(out.toByteArray()), Item.class);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    while (reader.hasNext()) {
                      reader.next();
                    }
                  } catch (RuntimeException e) {
                    // What is shared against its contract ends somehow.
                  }
                });
        thread.start();
        threads.add(thread);
      }
      Thread.sleep(1);
      reader.close();
      for (Thread thread : threads) {
        thread.join(10_000);
        assertTrue(!thread.isAlive());
      }
    }
  }

  @Test
  void threadsShareOneCodec() throws InterruptedException {
    Codec<Item> codec = Codec.of(Schema.parse(ITEM), Item.class);
    AtomicLong right = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      String name = "thread " + t + " \u00e9".repeat(t);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 5000; i++) {
                  Item item = new Item(name, i);
                  if (item.equals(codec.decode(codec.encode(item)))) {
                    right.incrementAndGet();
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(8 * 5000, right.get());
  }

  private static final Codec<Item> INNER = Codec.of(Schema.parse(ITEM), Item.class);

  /** Its accessor encodes: a call inside of a call. */
  record Outer(byte[] data, String tail) {
    @Override
    public byte[] data() {
      return INNER.encode(new Item("inner", 5));
    }
  }

  @Test
  void callsInsideOfCalls() {
    Codec<Outer> codec =
        Codec.of(
            Schema.parse(
"""
{"type":"record","name":"Outer","fields":[{"name":"data","type":"bytes"},{"name":"tail","type":"string"}]}\
"""),
            Outer.class);
    byte[] bytes = codec.encode(new Outer(null, "end"));
    assertEquals("0e" + "0a696e6e65720a" + "06656e64", Vectors.hex(bytes));
  }

  @Test
  void whatIsNotClosedIsFreedAnyway() {
    // Thousands of codecs, none of them closed: the collector frees them, or this takes gigabytes.
    for (int i = 0; i < 20_000; i++) {
      Codec<Object> codec = Codec.of(Schema.parse(ITEM));
      assertEquals("0000", Vectors.hex(codec.encode(new Item("", 0))));
    }
  }
}
