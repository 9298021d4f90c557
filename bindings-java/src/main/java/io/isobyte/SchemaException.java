package io.isobyte;

/** A schema that does not parse, or does not go together with another. */
public final class SchemaException extends IsobyteException {
  private static final long serialVersionUID = 1;

  SchemaException(ErrorCode code, String message, String path, long offset) {
    super(code, message, path, offset);
  }
}
