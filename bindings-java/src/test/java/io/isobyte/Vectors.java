package io.isobyte;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Reads the shared vectors, and loads their values without the library. */
final class Vectors {
  /** Why a value cannot be held in Java. */
  static final class Unheld extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unheld(String why) {
      super(why);
    }
  }

  private Vectors() {}

  static Path folder() {
    return Path.of(System.getProperty("isobyte.vectors", "../tests/vectors"));
  }

  static List<Map<String, Object>> rows(String file) {
    try {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (String line : Files.readAllLines(folder().resolve(file), UTF_8)) {
        rows.add(TestJson.object(TestJson.parse(line)));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** File and id to error code. */
  static Map<String, String> codes() {
    Map<String, String> codes = new HashMap<>();
    for (Map<String, Object> row : rows("codes.jsonl")) {
      codes.put(row.get("file") + " " + row.get("id"), (String) row.get("code"));
    }
    return codes;
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Parts and how often each is repeated, or the text itself. */
  static String joined(Map<String, Object> row, String key) {
    if (!row.containsKey(key + "_parts")) {
      return (String) row.get(key);
    }
    StringBuilder text = new StringBuilder();
    for (Object part : TestJson.list(row.get(key + "_parts"))) {
      List<Object> pair = TestJson.list(part);
      text.append(
          ((String) pair.get(0)).repeat(Integer.parseInt(((TestJson.Num) pair.get(1)).text())));
    }
    return text.toString();
  }

  /** A schema as the loader sees it: named types by their full names. */
  static final class Loader {
    private final Map<String, Object> named = new HashMap<>();
    private final Map<Object, String> names = new IdentityHashMap<>();
    private final Object root;

    Loader(String schema) {
      root = TestJson.parse(schema);
      define(root, "");
    }

    private void define(Object type, String space) {
      if (type instanceof List<?> union) {
        union.forEach(branch -> define(branch, space));
      } else if (type instanceof Map<?, ?> map) {
        Object kind = map.get("type");
        if (!(kind instanceof String word)) {
          define(kind, space);
          return;
        }
        switch (word) {
          case "record", "error", "enum", "fixed" -> {
            String full = full((String) map.get("name"), (String) map.get("namespace"), space);
            named.put(full, map);
            names.put(map, full);
            int dot = full.lastIndexOf('.');
            String inner = dot < 0 ? "" : full.substring(0, dot);
            spaces.put(map, inner);
            if (map.get("fields") instanceof List<?> fields) {
              fields.forEach(field -> define(TestJson.object(field).get("type"), inner));
            }
          }
          case "array" -> define(map.get("items"), space);
          case "map" -> define(map.get("values"), space);
          default -> {}
        }
      }
    }

    private final Map<Object, String> spaces = new IdentityHashMap<>();

    private static String full(String name, String space, String outer) {
      if (name.contains(".")) {
        return name.startsWith(".") ? name.substring(1) : name;
      }
      String in = space == null ? outer : space;
      return in.isEmpty() ? name : in + "." + name;
    }

    private Object resolve(Object type, String space) {
      if (type instanceof String name) {
        Object known = named.get(full(name, null, space));
        return known != null ? known : named.getOrDefault(name, name);
      }
      return type;
    }

    private String branchName(Object type, String space) {
      Object found = resolve(type, space);
      if (found instanceof Map<?, ?> map) {
        String name = names.get(map);
        return name != null ? name : branchName(map.get("type"), space);
      }
      return (String) found;
    }

    Object load(Object json) {
      return load(root, "", json);
    }

    private Object load(Object given, String space, Object json) {
      Object type = resolve(given, space);
      if (type instanceof List<?> union) {
        if (json == null) {
          return null;
        }
        Map.Entry<String, Object> one = TestJson.object(json).entrySet().iterator().next();
        for (Object branch : union) {
          if (branchName(branch, space).equals(one.getKey())) {
            return new Branch(one.getKey(), load(branch, space, one.getValue()));
          }
        }
        throw new IllegalStateException("no branch " + one.getKey());
      }
      if (type instanceof Map<?, ?> map) {
        Object kind = map.get("type");
        if (!(kind instanceof String word)) {
          return load(kind, space, json);
        }
        switch (word) {
          case "record", "error" -> {
            Map<String, Object> record = new LinkedHashMap<>();
            Map<String, Object> values = TestJson.object(json);
            for (Object f : (List<?>) map.get("fields")) {
              Map<String, Object> field = TestJson.object(f);
              String name = (String) field.get("name");
              record.put(name, load(field.get("type"), spaces.get(map), values.get(name)));
            }
            return record;
          }
          case "enum" -> {
            return new EnumSymbol(names.get(map), (String) json);
          }
          case "fixed" -> {
            return ((String) json).getBytes(ISO_8859_1);
          }
          case "array" -> {
            List<Object> list = new ArrayList<>();
            TestJson.list(json).forEach(item -> list.add(load(map.get("items"), space, item)));
            return list;
          }
          case "map" -> {
            Map<String, Object> loaded = new LinkedHashMap<>();
            TestJson.object(json)
                .forEach((key, value) -> loaded.put(key, load(map.get("values"), space, value)));
            return loaded;
          }
          default -> {
            return load(word, space, json);
          }
        }
      }
      return switch ((String) type) {
        case "null" -> null;
        case "boolean" -> json;
        case "int", "long" -> Long.parseLong(((TestJson.Num) json).text());
        case "float" -> Float.parseFloat(digits(json));
        case "double" -> Double.parseDouble(digits(json));
        case "bytes" -> ((String) json).getBytes(ISO_8859_1);
        case "string" -> json;
        default -> throw new IllegalStateException("type " + type);
      };
    }

    private static String digits(Object json) {
      return json instanceof TestJson.Num number ? number.text() : (String) json;
    }
  }

  /** The typed notation of {@code host.jsonl}. */
  static Object host(Object json) {
    Map.Entry<String, Object> one = TestJson.object(json).entrySet().iterator().next();
    Object value = one.getValue();
    return switch (one.getKey()) {
      case "null" -> null;
      case "bool" -> value;
      case "i32" -> Integer.parseInt((String) value);
      case "i64" -> Long.parseLong((String) value);
      case "u64", "big" -> new BigInteger((String) value);
      case "f32" -> {
        String text = (String) value;
        yield text.startsWith("bits:")
            ? Float.intBitsToFloat(Integer.parseUnsignedInt(text.substring(5), 16))
            : Float.parseFloat(text);
      }
      case "f64" -> {
        String text = (String) value;
        yield text.startsWith("bits:")
            ? Double.longBitsToDouble(Long.parseUnsignedLong(text.substring(5), 16))
            : Double.parseDouble(text);
      }
      case "text", "utf16", "rawtext" -> text(one.getKey(), value);
      case "bytes" -> hex((String) value);
      case "enum" -> enumOf(TestJson.object(value));
      case "decimal" -> new BigDecimal((String) value);
      case "uuid" -> UUID.fromString((String) value);
      case "date" -> LocalDate.parse((String) value);
      case "time" -> time(number(value, "nanos"));
      case "instant" -> Instant.ofEpochSecond(number(value, "seconds"), number(value, "nanos"));
      case "local" ->
          LocalDateTime.ofEpochSecond(
              number(value, "seconds"), (int) number(value, "nanos"), ZoneOffset.UTC);
      case "duration" ->
          new Duration(number(value, "months"), number(value, "days"), number(value, "millis"));
      case "list" -> {
        List<Object> list = new ArrayList<>();
        TestJson.list(value).forEach(item -> list.add(host(item)));
        yield list;
      }
      case "map" -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Object pair : TestJson.list(value)) {
          List<Object> entry = TestJson.list(pair);
          if (map.put(key(entry.get(0)), host(entry.get(1))) != null) {
            throw new Unheld("no duplicate keys");
          }
        }
        yield map;
      }
      case "struct" -> HostTypes.struct(TestJson.object(value));
      case "branch" -> {
        Map<String, Object> branch = TestJson.object(value);
        yield new Branch((String) branch.get("name"), host(branch.get("value")));
      }
      default -> throw new IllegalStateException(one.getKey());
    };
  }

  private static String key(Object json) {
    if (json instanceof String text) {
      return text;
    }
    Map.Entry<String, Object> one = TestJson.object(json).entrySet().iterator().next();
    return text(one.getKey(), one.getValue());
  }

  private static String text(String kind, Object value) {
    switch (kind) {
      case "text" -> {
        return (String) value;
      }
      case "utf16" -> {
        StringBuilder text = new StringBuilder();
        if (value instanceof List<?> units) {
          units.forEach(unit -> text.append((char) Integer.parseInt((String) unit, 16)));
        } else {
          String units = ((String) value).replace(" ", "");
          for (int i = 0; i < units.length(); i += 4) {
            text.append((char) Integer.parseInt(units.substring(i, i + 4), 16));
          }
        }
        return text.toString();
      }
      default -> {
        byte[] bytes = hex((String) value);
        String text = new String(bytes, UTF_8);
        if (!Arrays.equals(text.getBytes(UTF_8), bytes)) {
          throw new Unheld("no text that is not Unicode");
        }
        return text;
      }
    }
  }

  private static LocalTime time(long nanos) {
    if (nanos < 0 || nanos >= 86_400_000_000_000L) {
      throw new Unheld("no such time of day");
    }
    return LocalTime.ofNanoOfDay(nanos);
  }

  private static Object enumOf(Map<String, Object> value) {
    return HostTypes.symbol((String) value.get("type"), (String) value.get("symbol"));
  }

  private static long number(Object value, String key) {
    Object number = TestJson.object(value).get(key);
    return Long.parseLong(number instanceof TestJson.Num num ? num.text() : (String) number);
  }

  /** For comparing: maps without order, floats by their bits, integers without width. */
  static String normal(Object value) {
    if (value instanceof Long || value instanceof Integer || value instanceof BigInteger) {
      return "i" + value;
    }
    if (value instanceof Float number) {
      return "f" + (number.isNaN() ? 0 : Double.doubleToRawLongBits(number));
    }
    if (value instanceof Double number) {
      return "f" + (number.isNaN() ? 0 : Double.doubleToRawLongBits(number));
    }
    if (value instanceof byte[] bytes) {
      return "b" + hex(bytes);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Vectors::normal).toList().toString();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((key, item) -> sorted.put((String) key, normal(item)));
      return sorted.toString();
    }
    if (value instanceof EnumSymbol symbol) {
      return "s" + symbol.symbol();
    }
    if (value instanceof Branch branch) {
      return "<" + branch.name() + ">" + normal(branch.value());
    }
    return value instanceof String text ? "s" + text : String.valueOf(value);
  }
}
