package io.isobyte;

import java.util.Locale;

/** How the blocks of a container file are compressed. */
public enum Compression {
  /** As they are. */
  NULL,
  /** RFC 1951; levels 0 to 9, usually 6. */
  DEFLATE,
  /** Levels 1 to 9, usually 9. */
  BZIP2,
  /** Snappy with a checksum; no levels. */
  SNAPPY,
  /** LZMA2; levels 0 to 9, usually 6. */
  XZ,
  /** Levels -131072 to 22, usually 3. */
  ZSTANDARD;

  /** The value of {@code avro.codec}. */
  public String codec() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Compression of(String codec) {
    return valueOf(codec.toUpperCase(Locale.ROOT));
  }
}
