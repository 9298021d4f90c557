package io.isobyte;

import java.util.Optional;
import java.util.OptionalInt;

/** A schema with the place that a registry gave it. */
public final class RegisteredSchema {
  private final Schema schema;
  private final int id;
  private final int version;
  private final String subject;

  RegisteredSchema(Schema schema, int id, int version, String subject) {
    this.schema = schema;
    this.id = id;
    this.version = version;
    this.subject = subject;
  }

  /** The schema. */
  public Schema schema() {
    return schema;
  }

  /**
   * The id, which data is framed with; none where a URL led to a text that no registry has an id
   * for.
   */
  public OptionalInt id() {
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The subject, if the question was about one. */
  public Optional<String> subject() {
    return Optional.ofNullable(subject);
  }

  /** The version of the subject, if the question was about one. */
  public OptionalInt version() {
    return version < 0 ? OptionalInt.empty() : OptionalInt.of(version);
  }
}
