package io.isobyte;

/** The registry does not have it, refuses it, or does not answer. */
public final class RegistryException extends IsobyteException {
  private static final long serialVersionUID = 1;

  RegistryException(ErrorCode code, String message, String path, long offset) {
    super(code, message, path, offset);
  }

  /** Whether the same call may succeed later. */
  public boolean isRetryable() {
    return code() == ErrorCode.UNAVAILABLE;
  }
}
