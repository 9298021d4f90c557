package io.isobyte.internal;

import java.util.List;
import java.util.Map;

/** Writes JSON text. */
public final class Json {
  private Json() {}

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
}
