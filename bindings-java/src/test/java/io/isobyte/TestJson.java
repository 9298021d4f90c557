package io.isobyte;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON text for tests: numbers keep their digits, and texts may hold lone surrogates. */
final class TestJson {
  /** A number as it is written. */
  record Num(String text) {}

  private final String text;
  private int at;

  private TestJson(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    TestJson json = new TestJson(text);
    Object value = json.value();
    json.space();
    if (json.at != text.length()) {
      throw new IllegalArgumentException("more text at " + json.at);
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    space();
    return text.charAt(at);
  }

  private void expect(String word) {
    if (!text.startsWith(word, at)) {
      throw new IllegalArgumentException("expected " + word + " at " + at);
    }
    at += word.length();
  }

  private Object value() {
    switch (peek()) {
      case '{' -> {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        while (peek() != '}') {
          String key = string();
          peek();
          expect(":");
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
      case 't' -> {
        expect("true");
        return true;
      }
      case 'f' -> {
        expect("false");
        return false;
      }
      case 'n' -> {
        expect("null");
        return null;
      }
      default -> {
        int from = at;
        while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
          at++;
        }
        Double.parseDouble(text.substring(from, at));
        return new Num(text.substring(from, at));
      }
    }
  }

  private String string() {
    peek();
    expect("\"");
    StringBuilder out = new StringBuilder();
    for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = text.charAt(at++);
      switch (escape) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'u' -> {
          out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
          at += 4;
        }
        default -> out.append(escape);
      }
    }
    return out.toString();
  }
}
