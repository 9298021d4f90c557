package io.isobyte;

/** Bytes that are no datum of the schema, or that the Java type cannot hold. */
public final class DecodeException extends IsobyteException {
  private static final long serialVersionUID = 1;

  DecodeException(ErrorCode code, String message, String path, long offset) {
    super(code, message, path, offset);
  }
}
