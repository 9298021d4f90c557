package io.isobyte;

import io.isobyte.internal.Json;
import java.util.List;
import java.util.Map;

/**
 * One thing that stands against a new schema.
 *
 * @param version the position of the version in the list, counted from 0, the oldest
 * @param direction who cannot read whom
 * @param incompatibility what exactly; its words speak of the new and the old schema
 */
public record Finding(int version, Direction direction, Incompatibility incompatibility) {
  /** Which of two schemas is the reader. */
  public enum Direction {
    /** The new schema reads what the version wrote. */
    BACKWARD,
    /** The version reads what the new schema writes. */
    FORWARD
  }

  static List<Finding> list(String json) {
    return SchemaView.list(Json.parse(json)).stream().map(Finding::of).toList();
  }

  private static Finding of(Object json) {
    Map<String, Object> one = SchemaView.object(json);
    return new Finding(
        ((Long) one.get("version")).intValue(),
        Direction.valueOf((String) one.get("direction")),
        Incompatibility.of(one.get("incompatibility")));
  }
}
