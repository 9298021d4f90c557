package io.isobyte;

import io.isobyte.internal.Handle;
import io.isobyte.internal.Native;
import io.isobyte.internal.Scratch;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;

/** A parsed Avro schema: immutable, safe to share between threads. */
public final class Schema implements AutoCloseable {
  /** The algorithms that make fingerprints of canonical forms. */
  public enum Fingerprint {
    /** The specification's own, eight bytes, little-endian as in single-object headers. */
    CRC_64_AVRO,
    /** Sixteen bytes. */
    MD5,
    /** Thirty-two bytes. */
    SHA_256
  }

  /** Which names of types, fields and symbols are allowed. */
  public enum Names {
    /** Letters, digits and the underscore of ASCII, as the specification has it. */
    STRICT,
    /** Letters and digits of any script. */
    UTF8
  }

  private final Handle handle;

  Schema(long address) {
    handle = new Handle("schema", address, Native::schemaFree);
  }

  /**
   * Parses schema text with strict names.
   *
   * @throws SchemaException if the text is no JSON or no schema; the path is the place in the text
   */
  public static Schema parse(String text) {
    return parse(text, Names.STRICT, List.of());
  }

  /**
   * Parses schema text that may use the named types of other schemas.
   *
   * @throws SchemaException if the text is no JSON or no schema; the path is the place in the text
   */
  public static Schema parse(String text, Names names, List<Schema> references) {
    Objects.requireNonNull(text, "text");
    long[] handles = new long[references.size()];
    Scratch[] scratches = new Scratch[handles.length];
    int entered = 0;
    try {
      for (; entered < handles.length; entered++) {
        Scratch scratch = Scratch.take();
        scratches[entered] = scratch;
        handles[entered] = references.get(entered).handle.enter(scratch);
      }
      return new Schema(Native.schemaParse(text, handles, names == Names.UTF8 ? 1 : 0));
    } finally {
      for (int i = 0; i < scratches.length && scratches[i] != null; i++) {
        if (i < entered) {
          references.get(i).handle.exit(scratches[i]);
        }
        scratches[i].give();
      }
    }
  }

  <T> T use(LongFunction<T> body) {
    Scratch scratch = Scratch.take();
    try {
      long address = handle.enter(scratch);
      try {
        return body.apply(address);
      } finally {
        handle.exit(scratch);
      }
    } finally {
      scratch.give();
    }
  }

  /** The text as it was given. */
  public String text() {
    return use(address -> Native.schemaText(address, 0));
  }

  /** The Parsing Canonical Form: only what matters to a reader of data. */
  public String canonical() {
    return use(address -> Native.schemaText(address, 1));
  }

  /** The full name of the root, where it is a record, an enum or a fixed. */
  public Optional<String> name() {
    return Optional.ofNullable(use(address -> Native.schemaText(address, 3)));
  }

  /** The fingerprint of the canonical form. */
  public byte[] fingerprint(Fingerprint algorithm) {
    return use(address -> Native.schemaFingerprint(address, algorithm.ordinal()));
  }

  /** Frees the schema; codecs that were made of it go on. */
  @Override
  public void close() {
    handle.close();
  }

  /**
   * The schema printed again, without white space: two schemas are equal when they print the same.
   */
  @Override
  public String toString() {
    return use(address -> Native.schemaText(address, 2));
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Schema schema && toString().equals(schema.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }
}
