package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hostile inputs, each in a process of its own: refused within a second and 16 MB. */
final class BombTest {
  private static final long MILLIS = 1000;
  private static final long KIB = 16 << 10;

  /**
   * The child: prepares everything, then tries one input and prints code, milliseconds, and growth
   * in KiB.
   */
  public static final class Child {
    private Child() {}

    /** One argument: the case's id. */
    public static void main(String[] args) throws IOException {
      Map<String, Object> row = row(args[0]);
      String schema = Vectors.joined(row, "schema");
      boolean parses = row.containsKey("schema_parts");
      byte[] bytes = parses ? null : Vectors.hex(Vectors.joined(row, "hex"));
      // What the library itself takes is no part of the measure: classes, code, and errors of each
      // kind.
      attempt(Schema.parse("\"string\""), new byte[] {0});
      attempt(Schema.parse("\"string\""), new byte[] {9});
      attempt("{");
      Schema parsed = parses ? null : Schema.parse(schema);
      System.gc();
      resetPeak();
      long before = resident();
      long start = System.nanoTime();
      String code = parses ? attempt(schema) : attempt(parsed, bytes);
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.out.println(code + " " + millis + " " + (peak() - before));
    }

    private static String attempt(String schema) {
      try {
        Schema.parse(schema);
        return "none";
      } catch (IsobyteException e) {
        return e.code().code();
      }
    }

    private static String attempt(Schema schema, byte[] bytes) {
      try {
        Codec.of(schema).decode(bytes);
        return "none";
      } catch (IsobyteException e) {
        return e.code().code();
      }
    }

    private static void resetPeak() throws IOException {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }

    private static long resident() throws IOException {
      return status("VmRSS:");
    }

    private static long peak() throws IOException {
      return status("VmHWM:");
    }

    private static long status(String key) throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(key)) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      throw new IOException("no " + key);
    }
  }

  private static Map<String, Object> row(String id) {
    return Vectors.rows("avro/bombs.jsonl").stream()
        .filter(r -> r.get("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bombsAreRefused() throws IOException, InterruptedException {
    Map<String, String> codes = Vectors.codes();
    List<String> wrong = new ArrayList<>();
    int ran = 0;
    for (Map<String, Object> row : Vectors.rows("avro/bombs.jsonl")) {
      String id = (String) row.get("id");
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Disobyte.vectors=" + Vectors.folder(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Child.class.getName(),
                  id)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String[] found =
          new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .trim()
              .split(" ");
      ran++;
      if (child.waitFor() != 0 || found.length != 3) {
        wrong.add(id + ": died: " + String.join(" ", found));
        continue;
      }
      boolean quick = Long.parseLong(found[1]) <= MILLIS;
      boolean small = Long.parseLong(found[2]) <= KIB;
      System.out.println("bomb " + id + ": " + String.join(" ", found));
      if (!found[0].equals(codes.get("bombs " + id)) || !quick || !small) {
        wrong.add(
            id + ": expected " + codes.get("bombs " + id) + ", found " + String.join(" ", found));
      }
    }
    assertEquals(17, ran);
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
  }
}
