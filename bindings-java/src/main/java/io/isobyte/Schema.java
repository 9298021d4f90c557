package io.isobyte;

import io.isobyte.internal.Handle;
import io.isobyte.internal.Json;
import io.isobyte.internal.Native;
import io.isobyte.internal.Scratch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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
  private volatile SchemaView view;
  private int hash;

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
    int anyNames = names == Names.UTF8 ? 1 : 0;
    return use(references, handles -> new Schema(Native.schemaParse(text, handles, anyNames)));
  }

  /** Runs a call that uses several schemas. */
  static <T> T use(List<Schema> schemas, Function<long[], T> body) {
    long[] addresses = new long[schemas.size()];
    Scratch[] scratches = new Scratch[addresses.length];
    int entered = 0;
    try {
      for (; entered < addresses.length; entered++) {
        Scratch scratch = Scratch.take();
        scratches[entered] = scratch;
        addresses[entered] = schemas.get(entered).handle.enter(scratch);
      }
      return body.apply(addresses);
    } finally {
      for (int i = 0; i < scratches.length && scratches[i] != null; i++) {
        if (i < entered) {
          schemas.get(i).handle.exit(scratches[i]);
        }
        scratches[i].give();
      }
    }
  }

  <T> T use(LongFunction<T> body) {
    return Handle.use(handle, body);
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

  /** The documentation of the root, where it is a record, an enum or a fixed. */
  public Optional<String> doc() {
    return view().doc();
  }

  /** The full names that the root is also known by. */
  public List<String> aliases() {
    return view().aliases();
  }

  /**
   * The attributes of the root that the specification does not define, in the order of the text:
   * maps, lists, texts, {@code Long} or {@code BigInteger}, {@code Double}, {@code Boolean} and
   * null.
   */
  public Map<String, Object> attributes() {
    return view().attributes();
  }

  /** One of the {@link #attributes()}; null where there is none. */
  public Object attribute(String name) {
    return view().attributes().get(name);
  }

  /** The fields of a record, in the order of the schema; of another type none. */
  public List<SchemaField> fields() {
    return view().fields();
  }

  private SchemaView view() {
    SchemaView known = view;
    if (known == null) {
      known = SchemaView.of(Json.parse(use(Native::schemaView)));
      view = known;
    }
    return known;
  }

  /**
   * How two data of this schema sort, by their bytes: negative, 0 or positive.
   *
   * @throws DecodeException if one of them is no datum of the schema
   * @throws UsageException {@code unsupported} where maps decide: they have no order
   */
  public int compare(byte[] a, byte[] b) {
    return use(address -> Native.schemaCompare(address, a, b));
  }

  /**
   * Why data of {@code writer} can fail to be read as {@code reader}, judged by the schemas alone:
   * empty when it never can. The judgement is Avro Java's, but that decimals of different scales do
   * not go together.
   */
  public static List<Incompatibility> compatible(Schema reader, Schema writer) {
    return Incompatibility.list(
        use(List.of(reader, writer), both -> Native.schemaCompatible(both[0], both[1])));
  }

  /**
   * All that stands against a new schema under a level: empty when nothing does.
   *
   * @param versions the earlier versions, oldest first
   */
  public static List<Finding> check(
      CompatibilityLevel level, Schema candidate, List<Schema> versions) {
    List<Schema> all = new ArrayList<>(versions);
    all.add(candidate);
    int last = versions.size();
    return Finding.list(
        use(all, held -> Native.schemaCheck(level.name(), held[last], Arrays.copyOf(held, last))));
  }

  /** What changed from one schema to another, in words: empty when they are equal. */
  public static List<Change> diff(Schema from, Schema to) {
    return Change.list(use(List.of(from, to), both -> Native.schemaDiff(both[0], both[1])));
  }

  /** The schema printed again, without white space, in Avro Java's order of attributes. */
  @Override
  public String toString() {
    return use(address -> Native.schemaText(address, 2));
  }

  /**
   * Two schemas are equal when they say the same: white space and the order of attributes do not
   * matter; documentation, aliases, defaults and attributes do.
   */
  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Schema schema
            && hashCode() == schema.hashCode()
            && use(List.of(this, schema), both -> Native.schemaEquals(both[0], both[1]));
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = canonical().hashCode();
      hash = known;
    }
    return known;
  }
}
