package io.isobyte;

import io.isobyte.internal.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One difference between an old and a new schema.
 *
 * @param path where, by the names of fields: {@code address.zip}; {@code []} for the items of an
 *     array, <code>{}</code> for the values of a map; empty for the whole schema
 * @param kind what kind of change
 * @param sentence the change in words
 */
public record Change(String path, Kind kind, String sentence) {
  /** The kinds of changes. */
  public enum Kind {
    /** A field that the old record lacks. */
    FIELD_ADDED,
    /** A field that the new record lacks. */
    FIELD_REMOVED,
    /** A field whose old name is an alias of the new one. */
    FIELD_RENAMED,
    /** Fields in another order, which changes the bytes. */
    FIELDS_REORDERED,
    /** A type of another kind, or a named type in the place of another. */
    TYPE_CHANGED,
    /** A named type whose old name is an alias of the new one, or that is the whole schema. */
    TYPE_RENAMED,
    /** A named type of the same simple name in another namespace. */
    NAMESPACE_CHANGED,
    /** A branch that the old union lacks. */
    BRANCH_ADDED,
    /** A branch that the new union lacks. */
    BRANCH_REMOVED,
    /** Branches in another order, which changes the bytes. */
    BRANCHES_REORDERED,
    /** A symbol that the old enum lacks. */
    SYMBOL_ADDED,
    /** A symbol that the new enum lacks. */
    SYMBOL_REMOVED,
    /** Symbols in another order, which changes the bytes. */
    SYMBOLS_REORDERED,
    /** The size of a fixed. */
    SIZE_CHANGED,
    /** The default of a field or an enum, also when it is new or gone. */
    DEFAULT_CHANGED,
    /** The logical type, also when it is new or gone. */
    LOGICAL_TYPE_CHANGED,
    /** The documentation, also when it is new or gone. */
    DOC_CHANGED,
    /** An alias that is new. */
    ALIAS_ADDED,
    /** An alias that is gone. */
    ALIAS_REMOVED,
    /** Aliases in another order. */
    ALIASES_REORDERED,
    /** How a field takes part in sorting. */
    ORDER_CHANGED,
    /** An attribute that the specification does not define, also when it is new or gone. */
    ATTRIBUTE_CHANGED,
    /** A record that became an error, or the other way round. */
    ERROR_CHANGED,
    /** There are more changes than are told. */
    CUT_OFF
  }

  static List<Change> list(String json) {
    return SchemaView.list(Json.parse(json)).stream().map(Change::of).toList();
  }

  private static Change of(Object json) {
    Map<String, Object> one = SchemaView.object(json);
    String kind = (String) one.get("kind");
    return new Change(
        (String) one.get("path"),
        Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        (String) one.get("sentence"));
  }
}
