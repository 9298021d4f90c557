package io.isobyte;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A field of a record's schema, as one reads it.
 *
 * @param name the name
 * @param type the full name of a named type, or the word for any other, such as {@code union}
 * @param doc the documentation
 * @param aliases other names
 * @param order how the field takes part in sorting
 * @param hasDefault whether there is a default, which may be null
 * @param defaultValue the default as the schema has it, in the manner of {@link
 *     Schema#attributes()}
 * @param attributes what the specification does not define, in the manner of {@link
 *     Schema#attributes()}
 */
public record SchemaField(
    String name,
    String type,
    Optional<String> doc,
    List<String> aliases,
    Order order,
    boolean hasDefault,
    Object defaultValue,
    Map<String, Object> attributes) {
  /** How a field takes part in sorting. */
  public enum Order {
    /** As its values sort. */
    ASCENDING,
    /** The other way round. */
    DESCENDING,
    /** Not at all. */
    IGNORE
  }

  /** One of the attributes; null where there is none. */
  public Object attribute(String name) {
    return attributes.get(name);
  }
}
