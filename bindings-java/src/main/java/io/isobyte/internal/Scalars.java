package io.isobyte.internal;

import io.isobyte.Duration;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The types of the library that stand for Avro's logical types. Slots are written and read here for
 * values of any kind, too.
 */
final class Scalars {
  /** A type's shape and walker. */
  record Scalar(String shape, Supplier<Nullable> walker) {}

  /** By type. */
  static final Map<Class<?>, Scalar> SCALARS =
      Map.of(
          BigDecimal.class,
          new Scalar("decimal", DecimalWalker::new),
          UUID.class,
          new Scalar("uuid", UuidWalker::new),
          LocalDate.class,
          new Scalar("date", DateWalker::new),
          LocalTime.class,
          new Scalar("time", TimeWalker::new),
          Instant.class,
          new Scalar("timestamp", InstantWalker::new),
          LocalDateTime.class,
          new Scalar("local_timestamp", LocalWalker::new),
          Duration.class,
          new Scalar("duration", DurationWalker::new));

  private Scalars() {}

  static void put(Out out, int at, BigDecimal value) {
    byte[] unscaled = value.unscaledValue().toByteArray();
    out.bytes(at, unscaled, 0, unscaled.length);
    out.i64(at + 8, value.scale());
  }

  static BigDecimal decimal(In in, int at) {
    byte[] unscaled = in.bytes(at);
    int scale = (int) in.i64(at + 8);
    boolean zero = unscaled == null || unscaled.length == 0;
    return new BigDecimal(zero ? BigInteger.ZERO : new BigInteger(unscaled), scale);
  }

  static void put(Out out, int at, UUID value) {
    out.pair(
        at,
        Long.reverseBytes(value.getMostSignificantBits()),
        Long.reverseBytes(value.getLeastSignificantBits()));
  }

  static UUID uuid(In in, int at) {
    return new UUID(Long.reverseBytes(in.i64(at)), Long.reverseBytes(in.i64(at + 8)));
  }

  static void put(Out out, int at, Instant value) {
    out.pair(at, value.getEpochSecond(), value.getNano());
  }

  static Instant instant(In in, int at) {
    return Instant.ofEpochSecond(in.i64(at), in.i64(at + 8));
  }

  static void put(Out out, int at, LocalDateTime value) {
    out.pair(at, value.toEpochSecond(ZoneOffset.UTC), value.getNano());
  }

  static LocalDateTime local(In in, int at) {
    return LocalDateTime.ofEpochSecond(in.i64(at), (int) in.i64(at + 8), ZoneOffset.UTC);
  }

  static void put(Out out, int at, Duration value) {
    out.pair(at, value.months() | value.days() << 32, value.millis());
  }

  static Duration duration(In in, int at) {
    return new Duration(
        in.i32(at) & 0xffff_ffffL, in.i32(at + 4) & 0xffff_ffffL, in.i32(at + 8) & 0xffff_ffffL);
  }

  private static final class DecimalWalker extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      Scalars.put(out, at, (BigDecimal) value);
    }

    @Override
    Object read(In in, int at) {
      return decimal(in, at);
    }
  }

  private static final class UuidWalker extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      Scalars.put(out, at, (UUID) value);
    }

    @Override
    Object read(In in, int at) {
      return uuid(in, at);
    }
  }

  private static final class DateWalker extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      out.i64(at, ((LocalDate) value).toEpochDay());
    }

    @Override
    Object read(In in, int at) {
      return LocalDate.ofEpochDay(in.i64(at));
    }
  }

  private static final class TimeWalker extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      out.i64(at, ((LocalTime) value).toNanoOfDay());
    }

    @Override
    Object read(In in, int at) {
      return LocalTime.ofNanoOfDay(in.i64(at));
    }
  }

  private static final class InstantWalker extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      Scalars.put(out, at, (Instant) value);
    }

    @Override
    Object read(In in, int at) {
      return instant(in, at);
    }
  }

  private static final class LocalWalker extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      Scalars.put(out, at, (LocalDateTime) value);
    }

    @Override
    Object read(In in, int at) {
      return local(in, at);
    }
  }

  private static final class DurationWalker extends Nullable.Present {
    @Override
    void write(Out out, int at, Object value) {
      Scalars.put(out, at, (Duration) value);
    }

    @Override
    Object read(In in, int at) {
      return duration(in, at);
    }
  }
}
