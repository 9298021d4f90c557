package io.isobyte;

import io.isobyte.internal.Native;

/** The names of the event headers that say how a value was serialized, and their values. */
public final class EventHeaders {
  /** How the value was serialized. */
  public static final String CONTENT_TYPE = "content-type";

  /** Another name for {@link #CONTENT_TYPE}. */
  public static final String SERIALIZATION_TYPE = "serialization-type";

  /** The id of the schema. */
  public static final String SCHEMA_ID = "schema-id";

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
}
