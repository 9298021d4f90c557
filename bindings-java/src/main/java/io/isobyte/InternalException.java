package io.isobyte;

/** A bug in isobyte; please report it. */
public final class InternalException extends IsobyteException {
  private static final long serialVersionUID = 1;

  InternalException(ErrorCode code, String message, String path, long offset) {
    super(code, message, path, offset);
  }
}
