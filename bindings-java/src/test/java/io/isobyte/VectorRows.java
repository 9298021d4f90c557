package io.isobyte;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Runs rows of the shared vectors, and gathers what fails. */
abstract class VectorRows {
  final Map<String, String> codes = Vectors.codes();
  private final List<String> failed = new ArrayList<>();
  private int ran;

  static Codec<Object> codec(Schema schema, boolean raw, boolean tagged) {
    return Codec.builder(schema).rawLogicalTypes(raw).taggedUnions(tagged).build();
  }

  /** Runs one row; what it throws is its failure. */
  void row(String id, Callable<?> body) {
    ran++;
    try {
      body.call();
    } catch (Exception | AssertionError e) {
      failed.add(id + ": " + e);
    }
  }

  void finish(String file) {
    System.out.println(file + ": " + ran + " rows, " + failed.size() + " failed");
    assertTrue(ran > 0);
    assertTrue(failed.isEmpty(), () -> file + ":\n" + String.join("\n", failed));
  }

  static void fails(String code, Callable<?> body) throws Exception {
    Object found;
    try {
      found = body.call();
    } catch (IsobyteException e) {
      assertEquals(code, e.code().code(), e.getMessage());
      String kind = e.getClass().getSimpleName();
      String expected = IsobyteException.of(e.code(), "", "", -1).getClass().getSimpleName();
      assertEquals(expected, kind);
      return;
    }
    fail(
        "expected "
            + code
            + ", found "
            + (found instanceof byte[] bytes ? Vectors.hex(bytes) : found));
  }
}
