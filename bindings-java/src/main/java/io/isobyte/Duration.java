package io.isobyte;

/**
 * Avro's duration: months, days and milliseconds that do not add up to each other. Each is an
 * unsigned 32-bit number.
 *
 * @param months from 0 to 4,294,967,295
 * @param days from 0 to 4,294,967,295
 * @param millis from 0 to 4,294,967,295
 */
public record Duration(long months, long days, long millis) {
  private static final long MAX = 0xffff_ffffL;

  /** Checks the ranges. */
  public Duration {
    check("months", months);
    check("days", days);
    check("millis", millis);
  }

  private static void check(String name, long value) {
    if (value < 0 || value > MAX) {
      throw IsobyteException.of(
          ErrorCode.VALUE_RANGE,
          "expected " + name + " from 0 to 4294967295, found " + value,
          "",
          -1);
    }
  }
}
