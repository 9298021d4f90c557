package io.isobyte;

import java.util.OptionalLong;

/** The base of every exception of this library: a permanent code, a message, and the place. */
public abstract sealed class IsobyteException extends RuntimeException
    permits UsageException,
        SchemaException,
        EncodeException,
        DecodeException,
        RegistryException,
        InternalException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final String path;
  private final long offset;

  IsobyteException(ErrorCode code, String message, String path, long offset) {
    super(path.isEmpty() ? message : path + ": " + message);
    this.code = code;
    this.path = path;
    this.offset = offset;
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** The place in the value, such as {@code order.items[3].price}; empty for the whole value. */
  public String path() {
    return path;
  }

  /** The offset in the input, in bytes, where there is an input and a place in it. */
  public OptionalLong offset() {
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /** The exception of a code's kind. */
  public static IsobyteException of(ErrorCode code, String message, String path, long offset) {
    return switch (code.number() / 100) {
      case 1 -> new UsageException(code, message, path, offset);
      case 2 -> new SchemaException(code, message, path, offset);
      case 3 -> new EncodeException(code, message, path, offset);
      case 4 -> new DecodeException(code, message, path, offset);
      case 5 -> new RegistryException(code, message, path, offset);
      default -> new InternalException(code, message, path, offset);
    };
  }
}
