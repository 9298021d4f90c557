package quakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the events of the demo: a small reader for plain JSON, so that the demo needs nothing else.
 */
final class Events {
  private final String text;
  private int at;

  private Events(String text) {
    this.text = text;
  }

  static List<Quake> load(String path) throws IOException {
    List<Quake> quakes = new ArrayList<>();
    for (Object event : (List<?>) new Events(Files.readString(Path.of(path))).value()) {
      quakes.add(quake((Map<?, ?>) event));
    }
    return quakes;
  }

  private static Quake quake(Map<?, ?> event) {
    Map<?, ?> location = (Map<?, ?>) event.get("location");
    Map<String, Double> quality = new LinkedHashMap<>();
    ((Map<?, ?>) event.get("quality"))
        .forEach((key, value) -> quality.put((String) key, number(value)));
    String alert = (String) event.get("alert");
    String felt = (String) event.get("felt");
    return new Quake(
        (String) event.get("id"),
        Instant.ofEpochMilli(Long.parseLong((String) event.get("time"))),
        Instant.ofEpochMilli(Long.parseLong((String) event.get("updated"))),
        (String) event.get("place"),
        new Quake.Location(
            number(location.get("longitude")),
            number(location.get("latitude")),
            number(location.get("depth"))),
        number(event.get("mag")),
        (String) event.get("mag_type"),
        (String) event.get("type"),
        Quake.Status.valueOf(((String) event.get("status")).toUpperCase(Locale.ROOT)),
        alert == null ? null : Quake.Alert.valueOf(alert.toUpperCase(Locale.ROOT)),
        felt == null ? null : Integer.valueOf(felt),
        number(event.get("cdi")),
        number(event.get("mmi")),
        (Boolean) event.get("tsunami"),
        Integer.parseInt((String) event.get("sig")),
        (String) event.get("net"),
        texts(event.get("ids")),
        texts(event.get("sources")),
        texts(event.get("types")),
        quality);
  }

  private static Double number(Object digits) {
    return digits == null ? null : Double.valueOf((String) digits);
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(String.class::cast).toList();
  }

  private char peek() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  /** Numbers stay text. */
  private Object value() {
    char first = peek();
    switch (first) {
      case '{' -> {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        while (peek() != '}') {
          String key = string();
          peek();
          at++;
          map.put(key, value());
          if (peek() == ',') {
            at++;
          }
        }
        at++;
        return map;
      }
      case '[' -> {
        List<Object> list = new ArrayList<>();
        at++;
        while (peek() != ']') {
          list.add(value());
          if (peek() == ',') {
            at++;
          }
        }
        at++;
        return list;
      }
      case '"' -> {
        return string();
      }
      default -> {
        int from = at;
        while (",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
          case "null" -> null;
          case "true" -> true;
          case "false" -> false;
          default -> word;
        };
      }
    }
  }

  private String string() {
    peek();
    StringBuilder out = new StringBuilder();
    for (char c = text.charAt(++at); c != '"'; c = text.charAt(++at)) {
      if (c == '\\') {
        c = text.charAt(++at);
        if (c == 'u') {
          c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
          at += 4;
        } else if ("bfnrt".indexOf(c) >= 0) {
          c = "\b\f\n\r\t".charAt("bfnrt".indexOf(c));
        }
      }
      out.append(c);
    }
    at++;
    return out.toString();
  }
}
