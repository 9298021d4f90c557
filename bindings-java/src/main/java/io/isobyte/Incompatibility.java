package io.isobyte;

import io.isobyte.internal.Json;
import java.util.List;
import java.util.Map;

/**
 * A reason why data of a writer's schema may fail to be read under a reader's.
 *
 * @param kind what kind of reason
 * @param path where Avro Java locates it: a JSON pointer into the reader's schema, in which the
 *     branches of the writer's unions are steps too; {@code /} for the whole schema
 * @param readerPath where in the reader's schema, as a JSON pointer
 * @param writerPath where in the writer's schema, as a JSON pointer
 * @param message what was expected and what was found, in Avro Java's words
 * @param words a sentence for people
 * @param causes of a missing branch: why the branches that have the right type or name cannot read
 *     it
 */
public record Incompatibility(
    Kind kind,
    String path,
    String readerPath,
    String writerPath,
    String message,
    String words,
    List<Incompatibility> causes) {
  /** The kinds of reasons, named as Avro Java names them. */
  public enum Kind {
    /** Two named types whose names differ, without an alias. */
    NAME_MISMATCH,
    /** Two fixed types of different sizes. */
    FIXED_SIZE_MISMATCH,
    /** An enum of the writer has symbols that the reader lacks, and the reader has no default. */
    MISSING_ENUM_SYMBOLS,
    /** A field of the reader that the writer lacks, without a default. */
    READER_FIELD_MISSING_DEFAULT_VALUE,
    /** Two types of which the one cannot be read as the other. */
    TYPE_MISMATCH,
    /** A union of the reader in which a type of the writer has no branch. */
    MISSING_UNION_BRANCH
  }

  static List<Incompatibility> list(String json) {
    return all(Json.parse(json));
  }

  private static List<Incompatibility> all(Object list) {
    return SchemaView.list(list).stream().map(Incompatibility::of).toList();
  }

  static Incompatibility of(Object json) {
    Map<String, Object> one = SchemaView.object(json);
    return new Incompatibility(
        Kind.valueOf((String) one.get("type")),
        (String) one.get("path"),
        (String) one.get("readerPath"),
        (String) one.get("writerPath"),
        (String) one.get("message"),
        (String) one.get("words"),
        all(one.get("causes")));
  }
}
