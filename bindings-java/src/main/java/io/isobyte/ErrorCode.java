package io.isobyte;

import java.util.Locale;

/** What went wrong. Numbers and names are permanent and the same in every language. */
public enum ErrorCode {
  /** An argument that no call could accept. */
  INVALID_ARGUMENT(100),
  /** The caller's buffer is too small. */
  BUFFER_TOO_SMALL(101),
  /** Not offered for this format or in this build. */
  UNSUPPORTED(102),
  /** The object was closed before. */
  CLOSED(103),
  /** The Java type does not fit the schema; the message lists every mismatch. */
  SHAPE_MISMATCH(104),
  /** The schema's text is no JSON. */
  SCHEMA_SYNTAX(200),
  /** The schema's text says something that the specification forbids. */
  SCHEMA_INVALID(201),
  /** A name that the schema uses is defined nowhere. */
  SCHEMA_REFERENCE(202),
  /** Reader and writer schema do not go together. */
  SCHEMA_INCOMPATIBLE(203),
  /** A value of the wrong kind. */
  VALUE_TYPE(300),
  /** A value that is out of range or would lose digits. */
  VALUE_RANGE(301),
  /** A field without a value and without a default. */
  VALUE_MISSING(302),
  /** Two branches of a union fit the value. */
  VALUE_AMBIGUOUS(303),
  /** A value that breaks a rule of its type, such as an unknown symbol or field. */
  VALUE_CONSTRAINT(304),
  /** A value that is too deep or has too many items. */
  VALUE_LIMIT(305),
  /** The bytes end too soon, or claim more than there is. */
  DATA_TRUNCATED(400),
  /** Bytes that no encoder writes. */
  DATA_MALFORMED(401),
  /** Bytes behind the datum. */
  DATA_TRAILING(402),
  /** Bytes that are too deep or hold too many items. */
  DATA_LIMIT(403),
  /** Legal bytes that the Java type cannot hold. */
  DATA_UNREPRESENTABLE(404),
  /** Bytes that do not begin with a known frame. */
  FRAME_UNKNOWN(405),
  /** The registry does not have it. */
  NOT_FOUND(500),
  /** The registry holds something that stands against it. */
  CONFLICT(501),
  /** The registry refuses it. */
  REJECTED(502),
  /** The registry wants other credentials. */
  UNAUTHORIZED(503),
  /** The registry's answer is not understood. */
  PROTOCOL(504),
  /** The registry does not answer now; the call may be repeated. */
  UNAVAILABLE(505),
  /** A bug in isobyte. */
  INTERNAL(900);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The permanent number; divided by 100, the kind. */
  public int number() {
    return number;
  }

  /** The name that all the languages share, such as {@code value_range}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The code of a number; {@link #INTERNAL} for one that this version does not know. */
  public static ErrorCode of(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return INTERNAL;
  }
}
