package io.isobyte;

import io.isobyte.internal.Native;

/**
 * What stands before a datum in messages: Confluent's frame, a zero byte and the schema id in four
 * bytes.
 */
public final class Frame {
  /** The bytes before the datum. */
  public static final int LENGTH = 5;

  private Frame() {}

  /** The frame and the datum behind it. */
  public static byte[] wrap(int schemaId, byte[] datum) {
    byte[] frame = Native.frame(schemaId);
    byte[] framed = new byte[frame.length + datum.length];
    System.arraycopy(frame, 0, framed, 0, frame.length);
    System.arraycopy(datum, 0, framed, frame.length, datum.length);
    return framed;
  }

  /**
   * The schema id of a framed datum; the datum begins at {@link #LENGTH}.
   *
   * @throws DecodeException {@code data_truncated} below five bytes, {@code frame_unknown} if the
   *     first byte is not zero
   */
  public static int schemaId(byte[] framed) {
    return Native.frameId(framed);
  }
}
