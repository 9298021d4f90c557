package io.isobyte;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the root of a schema says of itself. */
record SchemaView(
    Optional<String> doc,
    List<String> aliases,
    Map<String, Object> attributes,
    List<SchemaField> fields) {
  /** From the core's words. */
  static SchemaView of(Object json) {
    Map<String, Object> view = object(json);
    List<SchemaField> fields =
        list(view.get("fields")).stream().map(field -> field(object(field))).toList();
    return new SchemaView(doc(view), texts(view), attributes(view), fields);
  }

  private static SchemaField field(Map<String, Object> field) {
    return new SchemaField(
        (String) field.get("name"),
        (String) field.get("type"),
        doc(field),
        texts(field),
        SchemaField.Order.valueOf((String) field.get("order")),
        (Boolean) field.get("hasDefault"),
        field.get("default"),
        attributes(field));
  }

  private static Optional<String> doc(Map<String, Object> from) {
    return Optional.ofNullable((String) from.get("doc"));
  }

  private static List<String> texts(Map<String, Object> from) {
    return list(from.get("aliases")).stream().map(alias -> (String) alias).toList();
  }

  private static Map<String, Object> attributes(Map<String, Object> from) {
    return Collections.unmodifiableMap(object(from.get("attributes")));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object json) {
    return (Map<String, Object>) json;
  }

  static List<?> list(Object json) {
    return (List<?>) json;
  }
}
