package io.isobyte;

import io.isobyte.internal.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Random schemas, and changes of them such as their owners make. Types are JSON; named types are
 * {@code @name} and stand in a table.
 */
final class RandomSchema {
  private static final List<String> PRIMITIVES =
      List.of("null", "boolean", "int", "long", "float", "double", "bytes", "string");
  private static final List<String> SYMBOLS = List.of("A", "B", "C", "D", "E");

  private final Random random;
  private final Map<String, Map<String, Object>> named = new LinkedHashMap<>();
  private Object root;
  private int fresh;

  private RandomSchema(Random random) {
    this.random = random;
  }

  static RandomSchema of(Random random) {
    RandomSchema schema = new RandomSchema(random);
    schema.root = schema.type(3, random.nextInt(3) > 0);
    return schema;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <V> V pick(List<V> from) {
    return from.get(random.nextInt(from.size()));
  }

  private Object type(int depth, boolean record) {
    int kind = record ? 0 : random.nextInt(depth > 0 ? 14 : 9);
    if (!record && kind < 7) {
      return pick(PRIMITIVES);
    }
    if (!named.isEmpty() && chance(15) && !record) {
      return "@" + pick(new ArrayList<>(named.keySet()));
    }
    return switch (kind) {
      case 7 -> enumOf();
      case 8 -> fixed();
      case 9 -> map("type", "array", "items", type(depth - 1, false));
      case 10 -> map("type", "map", "values", type(depth - 1, false));
      case 11, 12 -> union(depth - 1);
      default -> recordOf(depth - 1);
    };
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private String name(String letter) {
    return (chance(50) ? "n." : "m.") + letter + fresh++;
  }

  private Object enumOf() {
    String name = name("E");
    List<Object> symbols = new ArrayList<>(SYMBOLS.subList(0, 1 + random.nextInt(4)));
    Map<String, Object> type = map("type", "enum", "name", name, "symbols", symbols);
    if (chance(30)) {
      type.put("default", pick(symbols));
    }
    named.put(name, type);
    return "@" + name;
  }

  private Object fixed() {
    String name = name("F");
    named.put(name, map("type", "fixed", "name", name, "size", 1L + random.nextInt(3)));
    return "@" + name;
  }

  private Object recordOf(int depth) {
    String name = name("R");
    List<Object> fields = new ArrayList<>();
    named.put(name, map("type", "record", "name", name, "fields", fields));
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      fields.add(field("f" + i, type(depth, false)));
    }
    if (chance(10)) {
      fields.add(field("next", new ArrayList<Object>(List.of("null", "@" + name))));
    }
    return "@" + name;
  }

  private Map<String, Object> field(String name, Object type) {
    Map<String, Object> field = map("name", name, "type", type);
    if (chance(40)) {
      addDefault(field);
    }
    return field;
  }

  private void addDefault(Map<String, Object> field) {
    try {
      field.put("default", value(field.get("type"), 3));
    } catch (StackOverflowError | IllegalStateException e) {
      field.remove("default");
    }
  }

  /** What union branches may not have twice. */
  private String kind(Object type) {
    if (type instanceof String word) {
      return word;
    }
    return type instanceof Map<?, ?> map ? (String) map.get("type") : "union";
  }

  private Object union(int depth) {
    List<Object> branches = new ArrayList<>(List.of(pick(PRIMITIVES)));
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      addBranch(branches, type(depth, chance(15)));
    }
    return branches;
  }

  private void addBranch(List<Object> branches, Object type) {
    boolean known = branches.stream().anyMatch(branch -> kind(branch).equals(kind(type)));
    if (!known && !(type instanceof List)) {
      branches.add(random.nextInt(branches.size() + 1), type);
    }
  }

  /** A value for a default; of a union, one of its first branch. */
  private Object value(Object type, int depth) {
    if (depth < -3) {
      throw new IllegalStateException("too deep");
    }
    if (type instanceof List<?> union) {
      if (union.isEmpty()) {
        throw new IllegalStateException("no branch");
      }
      return value(union.get(0), depth - 1);
    }
    if (type instanceof Map<?, ?> map) {
      Object item = map.containsKey("items") ? map.get("items") : map.get("values");
      boolean filled = depth > 0 && chance(60);
      if (map.containsKey("items")) {
        return filled ? List.of(new Holder(value(item, depth - 1))) : List.of();
      }
      return filled ? map("k" + random.nextInt(3), value(item, depth - 1)) : map();
    }
    String word = (String) type;
    if (!word.startsWith("@")) {
      return switch (word) {
        case "null" -> null;
        case "boolean" -> random.nextBoolean();
        case "int", "long" -> (long) random.nextInt(200) - 100;
        case "float", "double" -> random.nextInt(100) / 4.0;
        case "bytes" -> "\u00ff" + random.nextInt(10);
        default -> "t" + random.nextInt(10);
      };
    }
    Map<String, Object> definition = named.get(word.substring(1));
    switch ((String) definition.get("type")) {
      case "enum" -> {
        return pick((List<?>) definition.get("symbols"));
      }
      case "fixed" -> {
        return "\u00fe".repeat(((Long) definition.get("size")).intValue());
      }
      default -> {
        Map<String, Object> record = map();
        for (Object f : (List<?>) definition.get("fields")) {
          Map<String, Object> field = TestJson.object(f);
          record.put((String) field.get("name"), value(field.get("type"), depth - 1));
        }
        return record;
      }
    }
  }

  /** A value that may be null, where lists refuse it. */
  private record Holder(Object value) {}

  // ---- changes ----

  /** A schema that differs by some changes. */
  RandomSchema changed() {
    RandomSchema changed = new RandomSchema(random);
    changed.fresh = fresh + 100;
    named.forEach((name, type) -> changed.named.put(name, TestJson.object(copy(type))));
    changed.root = copy(root);
    int percent = pick(List.of(3, 10, 25));
    for (String name : List.copyOf(changed.named.keySet())) {
      changed.change(name, percent);
    }
    changed.root = changed.change(changed.root, percent);
    return changed;
  }

  private static Object copy(Object json) {
    if (json instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put((String) key, copy(value)));
      return copy;
    }
    if (json instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(copy(item)));
      return copy;
    }
    return json;
  }

  private Object change(Object type, int percent) {
    if (type instanceof List<?> old) {
      List<Object> union = new ArrayList<>();
      old.forEach(branch -> addLast(union, change(branch, percent)));
      if (chance(percent)) {
        Collections.shuffle(union, random);
      }
      if (chance(percent)) {
        addBranch(union, type(1, false));
      }
      if (chance(percent) && union.size() > 1) {
        union.remove(random.nextInt(union.size()));
      }
      return chance(percent / 2) && !union.isEmpty() ? union.get(0) : union;
    }
    Object changed = type;
    if (type instanceof Map<?, ?> map) {
      Map<String, Object> around = TestJson.object(map);
      around.replaceAll((key, value) -> key.equals("type") ? value : change(value, percent));
    }
    if (chance(percent)) {
      changed =
          switch (kind(type)) {
            case "int" -> pick(List.of("long", "float", "double", "string"));
            case "long" -> pick(List.of("float", "double", "int"));
            case "float" -> pick(List.of("double", "double", "long"));
            case "string" -> "bytes";
            case "bytes" -> "string";
            default -> type(1, false);
          };
    }
    if (chance(percent) && !(changed instanceof List)) {
      List<Object> union = new ArrayList<>(List.of(changed));
      addBranch(union, pick(PRIMITIVES));
      addBranch(union, type(1, false));
      return union;
    }
    return changed;
  }

  private void addLast(List<Object> union, Object type) {
    if (type instanceof List<?> inner) {
      inner.forEach(branch -> addLast(union, branch));
    } else if (union.stream().noneMatch(branch -> kind(branch).equals(kind(type)))) {
      union.add(type);
    }
  }

  private void change(String name, int percent) {
    Map<String, Object> type = named.get(name);
    if (chance(percent / 2)) {
      // Another name, or another namespace; mostly with an alias. References keep the old key.
      String simple = name.substring(2);
      String space = name.startsWith("n.") ? "m." : "n.";
      type.put("name", chance(50) ? space + simple : name.substring(0, 2) + "X" + simple);
      if (chance(60)) {
        type.put("aliases", List.of(name));
      }
    }
    switch ((String) type.get("type")) {
      case "enum" -> {
        List<Object> symbols = TestJson.list(type.get("symbols"));
        if (chance(percent)) {
          Collections.shuffle(symbols, random);
        }
        if (chance(percent) && symbols.size() > 1) {
          Object gone = symbols.remove(random.nextInt(symbols.size()));
          type.remove("default", gone);
        }
        if (chance(percent) && !symbols.contains("Z")) {
          symbols.add(random.nextInt(symbols.size() + 1), "Z");
        }
        if (chance(percent)) {
          type.put("default", pick(symbols));
        }
      }
      case "fixed" -> {
        if (chance(percent / 2)) {
          type.put("size", 1L + random.nextInt(3));
        }
      }
      default -> changeFields(TestJson.list(type.get("fields")), percent);
    }
  }

  private void changeFields(List<Object> fields, int percent) {
    for (Object f : fields) {
      Map<String, Object> field = TestJson.object(f);
      Object before = copy(field.get("type"));
      field.put("type", change(field.get("type"), percent));
      if (!before.equals(field.get("type")) || chance(percent)) {
        field.remove("default");
      }
      if (chance(percent)) {
        field.put("aliases", List.of(field.get("name")));
        field.put("name", "g" + fresh++);
      } else if (chance(percent / 3)) {
        field.put("name", "h" + fresh++);
      }
    }
    if (chance(percent) && fields.size() > 1) {
      fields.remove(random.nextInt(fields.size()));
    }
    if (chance(percent)) {
      Collections.shuffle(fields, random);
    }
    if (chance(2 * percent)) {
      Map<String, Object> field = map("name", "new" + fresh++, "type", type(1, false));
      if (chance(90)) {
        addDefault(field);
      }
      fields.add(random.nextInt(fields.size() + 1), field);
    }
  }

  // ---- text ----

  /** The schema's text; each named type stands where it is first used. */
  String text() {
    return Json.of(written(root, new HashSet<>()));
  }

  private Object written(Object type, Set<String> seen) {
    if (type instanceof String word) {
      if (!word.startsWith("@")) {
        return word;
      }
      Map<String, Object> definition = named.get(word.substring(1));
      return seen.add(word) ? plain(definition, seen) : definition.get("name");
    }
    if (type instanceof List<?> union) {
      return union.stream().map(branch -> written(branch, seen)).toList();
    }
    return plain(TestJson.object(type), seen);
  }

  private Object plain(Map<String, Object> type, Set<String> seen) {
    Map<String, Object> plain = new LinkedHashMap<>();
    type.forEach(
        (key, value) ->
            plain.put(
                key,
                switch (key) {
                  case "items", "values" -> written(value, seen);
                  case "fields" -> {
                    List<Object> fields = new ArrayList<>();
                    for (Object field : (List<?>) value) {
                      fields.add(plain(TestJson.object(field), seen));
                    }
                    yield fields;
                  }
                  case "type" ->
                      type.containsKey("name")
                              && !(type.containsKey("symbols")
                                  || type.containsKey("size")
                                  || type.containsKey("fields"))
                          ? written(value, seen)
                          : value;
                  case "default" -> bare(value);
                  default -> value;
                }));
    return plain;
  }

  private static Object bare(Object json) {
    if (json instanceof Holder holder) {
      return bare(holder.value());
    }
    if (json instanceof List<?> list) {
      List<Object> bare = new ArrayList<>();
      list.forEach(item -> bare.add(bare(item)));
      return bare;
    }
    if (json instanceof Map<?, ?> map) {
      Map<String, Object> bare = new LinkedHashMap<>();
      map.forEach((key, value) -> bare.put((String) key, bare(value)));
      return bare;
    }
    return json;
  }
}
