package io.isobyte;

/** A value that the schema does not allow. */
public final class EncodeException extends IsobyteException {
  private static final long serialVersionUID = 1;

  EncodeException(ErrorCode code, String message, String path, long offset) {
    super(code, message, path, offset);
  }
}
