package io.isobyte;

import io.isobyte.internal.Native;

/** The names of the event headers that say how a value was serialized, and their values. */
public final class EventHeaders {
  /** How the value was serialized. */
  public static final String CONTENT_TYPE = "content-type";

  /** Another name for {@link #CONTENT_TYPE}. */
  public static final String SERIALIZATION_TYPE = "serialization-type";

  /** What names the schema: its id, its URL, its GUID, or a version of a subject. */
  public static final String SCHEMA_ID = "schema-id";

  /** How Confluent's clients name it: read where there is no {@link #SCHEMA_ID}. */
  public static final String VALUE_SCHEMA_ID = "__value_schema_id";

  /** Avro binary. */
  public static final String AVRO = "avro";

  /** Avro's JSON encoding. */
  public static final String AVRO_JSON = "avro-json";

  private EventHeaders() {}

  /**
   * {@link #AVRO} or {@link #AVRO_JSON}, whatever spelling the header has.
   *
   * @throws DecodeException {@code frame_unknown}
   */
  public static String contentType(String header) {
    return Native.contentType(header);
  }

  /**
   * Whether a header that names a schema names the same one for good; the latest version of a
   * subject is not.
   *
   * @throws DecodeException {@code frame_unknown} for what is no name
   */
  public static boolean isFixed(byte[] header) {
    return Native.headerIsFixed(header) != 0;
  }
}
