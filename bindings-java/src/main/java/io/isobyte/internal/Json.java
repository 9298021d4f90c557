package io.isobyte.internal;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes JSON text, and reads what the core has written. */
public final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * The value of a text of the core: maps, lists, texts, {@code Long} or {@code BigInteger}, {@code
   * Double}, booleans and null.
   */
  public static Object parse(String text) {
    return new Json(text).value();
  }

  /** Maps, lists, texts, numbers, booleans and null. */
  public static String of(Object value) {
    StringBuilder text = new StringBuilder();
    write(text, value);
    return text.toString();
  }

  private static void write(StringBuilder text, Object value) {
    if (value instanceof Map<?, ?> map) {
      char before = '{';
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(before);
        quote(text, (String) entry.getKey());
        text.append(':');
        write(text, entry.getValue());
        before = ',';
      }
      text.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      char before = '[';
      for (Object item : list) {
        text.append(before);
        write(text, item);
        before = ',';
      }
      text.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      quote(text, string);
    } else {
      text.append(value);
    }
  }

  private static void quote(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private Object value() {
    char first = text.charAt(at);
    switch (first) {
      case '{' -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (at++; text.charAt(at) != '}'; ) {
          at += text.charAt(at) == ',' ? 1 : 0;
          String key = string();
          at++;
          map.put(key, value());
        }
        at++;
        return map;
      }
      case '[' -> {
        List<Object> list = new ArrayList<>();
        for (at++; text.charAt(at) != ']'; ) {
          at += text.charAt(at) == ',' ? 1 : 0;
          list.add(value());
        }
        at++;
        return list;
      }
      case '"' -> {
        return string();
      }
      case 't', 'n' -> {
        at += 4;
        return first == 't' ? true : null;
      }
      case 'f' -> {
        at += 5;
        return false;
      }
      default -> {
        return number();
      }
    }
  }

  private Object number() {
    int from = at;
    boolean whole = true;
    for (; at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0; at++) {
      whole &= ".eE".indexOf(text.charAt(at)) < 0;
    }
    String digits = text.substring(from, at);
    if (!whole) {
      return Double.valueOf(digits);
    }
    BigInteger number = new BigInteger(digits);
    return number.bitLength() <= 63 ? (Object) number.longValue() : number;
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        c = text.charAt(++at);
        if (c == 'u') {
          c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
          at += 4;
        } else {
          int known = "bfnrt".indexOf(c);
          c = known < 0 ? c : "\b\f\n\r\t".charAt(known);
        }
      }
      out.append(c);
    }
    at++;
    return out.toString();
  }
}
