package io.isobyte.internal;

import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;

/**
 * The native methods: handles, addresses and lengths. What fails throws an {@link
 * IsobyteException}.
 */
public final class Native {
  /** What must change whenever a native method does; {@code border.rs} holds the same number. */
  private static final int ABI = 1;

  static {
    Library.load();
    if (abi() != ABI) {
      throw new UnsatisfiedLinkError(
          "the native library of isobyte is of another version: expected "
              + ABI
              + ", found "
              + abi());
    }
  }

  private Native() {}

  /** Called by native code: the exception of an error. */
  static Throwable fault(int code, String message, String path, long offset) {
    return IsobyteException.of(ErrorCode.of(code), message, path, offset);
  }

  private static native int abi();

  /** The version of the native library. */
  public static native String version();

  /** All error codes: number, space, name. */
  public static native String[] codes();

  /** Names of headers, then values of the content type. */
  public static native String[] headers();

  public static native String contentType(String text);

  public static native int frameId(byte[] frame);

  public static native byte[] frame(int id);

  public static native long schemaParse(String text, long[] references, int anyNames);

  public static native String schemaText(long schema, int which);

  public static native byte[] schemaFingerprint(long schema, int which);

  public static native void schemaFree(long schema);

  public static native long codecNew(
      long schema, String shapes, int flags, int depth, int emptyItems);

  /** For each shape: the size of its slot, its number of fields, and where each lies. */
  public static native int[] codecLayout(long codec);

  /** The first name of each named type. */
  public static native int[] codecTypes(long codec);

  public static native String[] codecNames(long codec);

  public static native void codecFree(long codec);

  /** The length, or the room that is needed as a negative number. */
  public static native long encode(
      long codec, long tape, long tapeLength, long wide, long wideLength, long out, long room);

  public static native long encodeAll(
      long codec,
      long tape,
      long tapeLength,
      long wide,
      long wideLength,
      int count,
      long out,
      long room,
      long ends);

  /** How much of the tape is used, or the room that is needed as a negative number. */
  public static native long decode(
      long codec, long src, long length, int count, long tape, long room);

  public static native long registryNew(String config);

  public static native long registryById(long registry, int id);

  public static native long registryBySubject(long registry, String subject, int version);

  public static native long registryByUrl(long registry, String url);

  public static native int registryRegister(long registry, String subject, long schema);

  public static native long registryLookup(long registry, String subject, long schema);

  public static native void registryForgetLatest(long registry);

  public static native void registryFree(long registry);

  public static native long registeredSchema(long registered);

  public static native int[] registeredNumbers(long registered);

  public static native String registeredSubject(long registered);

  public static native void registeredFree(long registered);
}
