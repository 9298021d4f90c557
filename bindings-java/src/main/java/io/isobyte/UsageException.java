package io.isobyte;

/**
 * The library was called in a way that it does not offer: an argument, a closed object, a type that
 * does not fit.
 */
public final class UsageException extends IsobyteException {
  private static final long serialVersionUID = 1;

  UsageException(ErrorCode code, String message, String path, long offset) {
    super(code, message, path, offset);
  }
}
