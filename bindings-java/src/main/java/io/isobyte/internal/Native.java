package io.isobyte.internal;

import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;

/**
 * The native methods: handles, addresses and lengths. What fails throws an {@link
 * IsobyteException}.
 */
public final class Native {
  /** What must change whenever a native method does; {@code border.rs} holds the same number. */
  private static final int ABI = 3;

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

  public static native boolean schemaEquals(long a, long b);

  /** What the root says of itself, and its fields: JSON. */
  public static native String schemaView(long schema);

  /** Negative, 0 or positive. */
  public static native int schemaCompare(long schema, byte[] a, byte[] b);

  /** A list of incompatibilities: JSON. */
  public static native String schemaCompatible(long reader, long writer);

  /** A list of findings: JSON. */
  public static native String schemaCheck(String level, long candidate, long[] versions);

  /** A list of changes: JSON. */
  public static native String schemaDiff(long old, long fresh);

  /** What stands before a datum in single-object encoding. */
  public static native byte[] schemaHeader(long schema);

  /** {@code writer} is 0 where nothing is to be resolved. */
  public static native long codecNew(
      long schema, long writer, String shapes, int flags, int depth, int emptyItems);

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

  /** As {@link #decode}, of data whose ends stand at {@code ends}. */
  public static native long decodeEach(
      long codec, long src, long length, long ends, int count, long tape, long room);

  /**
   * The number of data and where the last ends, as halves of one number, or the room that is needed
   * as a negative number.
   */
  public static native long decodeSome(
      long codec, long src, long length, long from, long left, long number, long tape, long room);

  /** Text in UTF-8. */
  public static native byte[] toJson(long codec, long src, long length, int depth, int emptyItems);

  public static native byte[] fromJson(long codec, String json, int depth, int emptyItems);

  public static native long storeNew();

  public static native long storeAdd(long store, long schema);

  /** A schema or 0. */
  public static native long storeGet(long store, long fingerprint);

  /** The fingerprint that the message names. */
  public static native long storeRead(long store, byte[] message);

  public static native int storeSize(long store);

  public static native void storeFree(long store);

  public static native long readerNew(
      int emptyItems, int headerBytes, int blockBytes, int anyNames);

  public static native long readerResume(
      long header, long from, long to, int emptyItems, int headerBytes, int blockBytes);

  public static native void readerFeed(long reader, long src, long length);

  /** A header or 0. */
  public static native long readerHeader(long reader);

  /**
   * Whether there is a block, and in {@code info} its number of data, number of bytes, begin and
   * end; its data only if there is room for them, otherwise the next call gives it again.
   */
  public static native boolean readerNext(long reader, long dst, long room, long[] info);

  public static native boolean readerIsDone(long reader);

  public static native void readerFinish(long reader);

  public static native void readerFree(long reader);

  public static native long headerSchema(long header);

  public static native String headerCodec(long header);

  public static native String[] headerKeys(long header);

  public static native byte[][] headerValues(long header);

  public static native byte[] headerSync(long header);

  public static native long headerLength(long header);

  public static native void headerFree(long header);

  /** The usual level is {@code Integer.MIN_VALUE}. */
  public static native long writerNew(
      long schema,
      String codec,
      int level,
      String[] keys,
      byte[][] values,
      int blockBytes,
      byte[] sync);

  public static native long writerAppendTo(long header, byte[] tail, int blockBytes);

  public static native byte[] writerHeader(long writer);

  /** The blocks that are full, or null; {@code ends} is 0 for one datum. */
  public static native byte[] writerAppend(
      long writer, long src, long length, long ends, int count);

  public static native byte[] writerFlush(long writer);

  public static native void writerFree(long writer);

  public static native long registryNew(String config);

  public static native long registryById(long registry, int id);

  public static native long registryBySubject(long registry, String subject, int version);

  public static native long registryByUrl(long registry, String url);

  public static native long registryByName(long registry, String name);

  public static native long registryByHeader(long registry, byte[] value);

  public static native String registryFixedName(long registry, String name);

  public static native int headerIsFixed(byte[] value);

  public static native int registryRegister(long registry, String subject, long schema);

  public static native long registryLookup(long registry, String subject, long schema);

  public static native void registryForgetLatest(long registry);

  public static native void registryFree(long registry);

  public static native long registeredSchema(long registered);

  public static native int[] registeredNumbers(long registered);

  public static native String registeredSubject(long registered);

  public static native void registeredFree(long registered);
}
