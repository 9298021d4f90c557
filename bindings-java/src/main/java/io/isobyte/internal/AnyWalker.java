package io.isobyte.internal;

import io.isobyte.Branch;
import io.isobyte.Duration;
import io.isobyte.EnumSymbol;
import io.isobyte.ErrorCode;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Values that know their own kind: a slot of a kind (32 bits), a number, and a value. */
final class AnyWalker extends Walker {
  /** From one item of a list to the next; a map's entries have the key's word before. */
  private static final int ITEM = 16;

  private static final int ENTRY = 24;

  private static final int NULL = 0;
  private static final int BOOLEAN = 1;
  private static final int INT = 2;
  private static final int LONG = 3;
  private static final int FLOAT = 4;
  private static final int DOUBLE = 5;
  private static final int TEXT = 6;
  private static final int BYTES = 7;
  private static final int ENUM = 8;
  private static final int DECIMAL = 9;
  private static final int UUID_KIND = 10;
  private static final int DATE = 11;
  private static final int TIME = 12;
  private static final int TIMESTAMP = 13;
  private static final int LOCAL_TIMESTAMP = 14;
  private static final int DURATION = 15;
  private static final int LIST = 16;
  private static final int MAP = 17;
  private static final int RECORD = 18;
  private static final int BRANCH = 19;
  private static final int UNSIGNED = 20;

  @Override
  public void put(Out out, int at, Object value) {
    if (value == null) {
      out.pair(at, NULL, 0);
    } else if (value instanceof String text) {
      out.i64(at, TEXT);
      out.text(at + 8, text);
    } else if (value instanceof Long number) {
      out.pair(at, LONG, number);
    } else if (value instanceof Integer number) {
      out.pair(at, INT, number);
    } else if (value instanceof Double number) {
      out.pair(at, DOUBLE, Double.doubleToRawLongBits(number));
    } else if (value instanceof Boolean truth) {
      out.pair(at, BOOLEAN, truth ? 1 : 0);
    } else if (value instanceof Map<?, ?> map) {
      putMap(out, at, map);
    } else if (value instanceof Collection<?> list) {
      putList(out, at, list);
    } else if (value instanceof Float number) {
      out.pair(at, FLOAT, Double.doubleToRawLongBits(number));
    } else if (value instanceof byte[] bytes) {
      putBytes(out, at, bytes);
    } else if (value instanceof Branch branch) {
      putBranch(out, at, branch);
    } else {
      putOther(out, at, value);
    }
  }

  private void putOther(Out out, int at, Object value) {
    if (value instanceof BigDecimal decimal) {
      int slot = wide(out, at, DECIMAL);
      Scalars.put(out, slot, decimal);
    } else if (value instanceof UUID uuid) {
      int slot = wide(out, at, UUID_KIND);
      Scalars.put(out, slot, uuid);
    } else if (value instanceof LocalDate date) {
      out.pair(at, DATE, date.toEpochDay());
    } else if (value instanceof LocalTime time) {
      out.pair(at, TIME, time.toNanoOfDay());
    } else if (value instanceof Instant instant) {
      int slot = wide(out, at, TIMESTAMP);
      Scalars.put(out, slot, instant);
    } else if (value instanceof LocalDateTime local) {
      int slot = wide(out, at, LOCAL_TIMESTAMP);
      Scalars.put(out, slot, local);
    } else if (value instanceof Duration duration) {
      int slot = wide(out, at, DURATION);
      Scalars.put(out, slot, duration);
    } else if (value instanceof EnumSymbol symbol) {
      putSymbol(out, at, symbol.type(), symbol.symbol());
    } else if (value instanceof Enum<?> symbol) {
      putSymbol(out, at, Members.typeName(symbol.getDeclaringClass()), Members.symbol(symbol));
    } else if (value instanceof Short || value instanceof Byte) {
      out.pair(at, INT, ((Number) value).intValue());
    } else if (value instanceof BigInteger number) {
      putBig(out, at, number);
    } else if (value instanceof ByteBuffer buffer) {
      putBytes(out, at, Texts.remaining(buffer));
    } else if (value instanceof Optional<?> optional) {
      put(out, at, optional.orElse(null));
    } else if (value instanceof Object[] array) {
      putList(out, at, Arrays.asList(array));
    } else if (value.getClass().isArray() && value.getClass() != char[].class) {
      putList(out, at, boxed(value));
    } else if (Members.isRecord(value.getClass())) {
      putRecord(out, at, value);
    } else {
      throw new HostError(
          ErrorCode.VALUE_TYPE,
          "expected a value of a kind that schemas know, found " + value.getClass().getName(),
          at);
    }
  }

  private static int wide(Out out, int at, int kind) {
    int slot = out.reserve(16);
    out.pair(at, kind, slot);
    return slot;
  }

  private static void putBytes(Out out, int at, byte[] bytes) {
    out.i64(at, BYTES);
    out.bytes(at + 8, bytes, 0, bytes.length);
  }

  private static void putBig(Out out, int at, BigInteger number) {
    if (number.bitLength() <= 63) {
      out.pair(at, LONG, number.longValue());
    } else if (number.bitLength() == 64 && number.signum() > 0) {
      out.pair(at, UNSIGNED, number.longValue());
    } else {
      throw new HostError(
          ErrorCode.VALUE_RANGE,
          "expected an integer of 64 bits, found one of " + number.bitLength() + " bits",
          at);
    }
  }

  private static void putSymbol(Out out, int at, String type, String symbol) {
    int slot = wide(out, at, ENUM);
    out.text(slot, symbol);
    out.text(slot + 8, type.isEmpty() ? null : type);
  }

  private void putBranch(Out out, int at, Branch branch) {
    int slot = out.reserve(24);
    out.pair(at, BRANCH, slot);
    out.text(slot, branch.name());
    // Branches do not count as levels, but a tower of them must not exhaust the stack.
    out.nest(at);
    try {
      put(out, slot + 8, branch.value());
    } catch (HostError e) {
      e.at = at;
      throw e;
    }
    out.unnest();
  }

  private void putList(Out out, int at, Collection<?> list) {
    out.i64(at, LIST);
    try {
      Lists.put(out, at + 8, list, this, ITEM);
    } catch (HostError e) {
      e.at = at;
      throw e;
    }
  }

  private void putMap(Out out, int at, Map<?, ?> map) {
    out.i64(at, MAP);
    try {
      Maps.put(out, at + 8, map, this, ENTRY);
    } catch (HostError e) {
      e.at = at;
      throw e;
    }
  }

  private void putRecord(Out out, int at, Object value) {
    Members members = Members.of(value.getClass());
    int count = members.fields().size();
    out.enter(at);
    int place = out.reserve(8 + (long) count * ENTRY);
    out.i64(at, RECORD);
    out.word(at + 8, place, count);
    out.text(place, members.name());
    int slot = place + 8;
    for (Members.Member field : members.fields()) {
      out.text(slot, field.name());
      try {
        put(out, slot + 8, field.get(value));
      } catch (HostError e) {
        throw e.inField(field.name(), at);
      }
      slot += ENTRY;
    }
    out.leave();
  }

  private static List<Object> boxed(Object array) {
    int length = Array.getLength(array);
    List<Object> list = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      list.add(Array.get(array, i));
    }
    return list;
  }

  @Override
  public Object take(In in, int at) {
    long head = in.i64(at);
    long value = in.i64(at + 8);
    int type = (int) (head >>> 32);
    return switch ((int) head) {
      case BOOLEAN -> value != 0;
      case INT -> (int) value;
      case LONG -> value;
      case FLOAT -> (float) Double.longBitsToDouble(value);
      case DOUBLE -> Double.longBitsToDouble(value);
      case TEXT -> in.textOf(value);
      case BYTES -> in.bytesOf(value);
      case ENUM -> in.name(type, (int) value + 1);
      case DECIMAL -> Scalars.decimal(in, (int) value);
      case UUID_KIND -> Scalars.uuid(in, (int) value);
      case DATE -> LocalDate.ofEpochDay(value);
      case TIME -> LocalTime.ofNanoOfDay(value);
      case TIMESTAMP -> Scalars.instant(in, (int) value);
      case LOCAL_TIMESTAMP -> Scalars.local(in, (int) value);
      case DURATION -> Scalars.duration(in, (int) value);
      case LIST -> takeList(in, (int) value, (int) (value >>> 32));
      case MAP -> takeMap(in, (int) value, (int) (value >>> 32));
      case RECORD -> takeRecord(in, type, (int) value, (int) (value >>> 32));
      case BRANCH -> new Branch(in.name(type, (int) (value >>> 32)), take(in, (int) value));
      default -> null;
    };
  }

  private List<Object> takeList(In in, int place, int count) {
    List<Object> list = new ArrayList<>(count);
    for (int i = 0, slot = place; i < count; i++, slot += ITEM) {
      list.add(take(in, slot));
    }
    return list;
  }

  private Map<String, Object> takeMap(In in, int place, int count) {
    Map<String, Object> map = new LinkedHashMap<>(capacity(count));
    for (int i = 0, slot = place; i < count; i++, slot += ENTRY) {
      map.put(in.text(slot), take(in, slot + 8));
    }
    return map;
  }

  private Map<String, Object> takeRecord(In in, int type, int place, int count) {
    Map<String, Object> map = new LinkedHashMap<>(capacity(count));
    for (int i = 0, slot = place; i < count; i++, slot += ITEM) {
      map.put(in.name(type, i + 1), take(in, slot));
    }
    return map;
  }

  /** For so many entries. */
  static int capacity(int count) {
    return count < 3 ? count + 1 : (int) Math.min(count / 0.75f + 1, 1 << 30);
  }
}
