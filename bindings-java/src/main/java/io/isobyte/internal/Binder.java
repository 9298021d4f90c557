package io.isobyte.internal;

import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Describes a Java type to the core as a table of shapes, and makes its walker. */
final class Binder {
  private static final Map<Class<?>, IntFunction<Collection<Object>>> LISTS =
      Map.of(
          List.class, ArrayList::new,
          Collection.class, ArrayList::new,
          ArrayList.class, ArrayList::new,
          LinkedList.class, count -> new LinkedList<>(),
          Set.class, count -> new LinkedHashSet<>(AnyWalker.capacity(count)),
          LinkedHashSet.class, count -> new LinkedHashSet<>(AnyWalker.capacity(count)),
          HashSet.class, count -> new HashSet<>(AnyWalker.capacity(count)));

  private static final Map<Class<?>, IntFunction<Map<String, Object>>> MAPS =
      Map.of(
          Map.class, count -> new LinkedHashMap<>(AnyWalker.capacity(count)),
          LinkedHashMap.class, count -> new LinkedHashMap<>(AnyWalker.capacity(count)),
          HashMap.class, count -> new HashMap<>(AnyWalker.capacity(count)),
          SortedMap.class, count -> new TreeMap<>(),
          NavigableMap.class, count -> new TreeMap<>(),
          TreeMap.class, count -> new TreeMap<>());

  /** Walkers depend on nothing but the type: classes have theirs once, however many codecs. */
  private static final ClassValue<Binder> CLASSES =
      new ClassValue<>() {
        @Override
        protected Binder computeValue(Class<?> type) {
          return new Binder(type);
        }
      };

  private final List<Object> shapes = new ArrayList<>();
  private final Map<Types, Spec> specs = new HashMap<>();
  private final Spec root;
  private int[] laid;

  /** The description of a type. */
  static Binder of(Type type) {
    // The platform's own classes outlive this library: they are to hold nothing of it.
    boolean own = type instanceof Class<?> known && known.getClassLoader() != null;
    return own ? CLASSES.get((Class<?>) type) : new Binder(type);
  }

  private Binder(Type type) {
    root = spec(Types.of(type, Map.of()), type.getTypeName());
  }

  /** The table of shapes; the first is the type itself. */
  String shapes() {
    return Json.of(shapes);
  }

  /** The walker, in the core's layout. */
  synchronized Walker walker(int[] layout) {
    if (laid == null) {
      laid = layout;
    } else if (!Arrays.equals(laid, layout)) {
      throw IsobyteException.of(ErrorCode.INTERNAL, "one type was laid out in two ways", "", -1);
    }
    return root.walker(new Layout(layout, shapes.size()));
  }

  private Spec spec(Types type, String place) {
    Spec known = specs.get(type);
    return known == null ? describe(type, place) : known;
  }

  /** Takes the next number before what is inside gets one, so that types may contain themselves. */
  private Spec open(Types type) {
    shapes.add(null);
    Spec spec = new Spec(shapes.size() - 1);
    specs.put(type, spec);
    return spec;
  }

  private Spec plain(Types type, String kind, Function<Layout, Walker> make) {
    Spec spec = open(type);
    shapes.set(spec.shape, Map.of("kind", kind));
    spec.make = make;
    return spec;
  }

  private int add(Object shape) {
    shapes.add(shape);
    return shapes.size() - 1;
  }

  /** A shape that may be absent. */
  private Spec optional(Types type, Object shape, Function<Layout, Walker> make) {
    Spec spec = open(type);
    spec.inner = add(shape);
    shapes.set(spec.shape, optionalOf(spec.inner));
    spec.make = make;
    return spec;
  }

  private static Map<String, Object> optionalOf(int item) {
    return Map.of("kind", "optional", "item", item);
  }

  private Spec describe(Types type, String place) {
    Class<?> raw = type.raw();
    Numbers.Primitive primitive = Numbers.PRIMITIVES.get(raw);
    if (primitive != null) {
      return plain(type, primitive.shape(), layout -> primitive.bare().get());
    }
    Numbers.Primitive box = Numbers.BOXES.get(raw);
    if (box != null) {
      return optional(type, Map.of("kind", box.shape()), layout -> box.boxed().get());
    }
    Scalars.Scalar scalar = Scalars.SCALARS.get(raw);
    if (scalar != null) {
      return optional(type, Map.of("kind", scalar.shape()), layout -> scalar.walker().get());
    }
    if (raw == Object.class) {
      return plain(type, "any", layout -> new AnyWalker());
    }
    if (raw == String.class) {
      return optional(type, Map.of("kind", "text"), layout -> new Texts.TextWalker());
    }
    if (raw == byte[].class) {
      return optional(type, Map.of("kind", "bytes"), layout -> new Texts.BytesWalker());
    }
    if (raw == ByteBuffer.class) {
      return optional(type, Map.of("kind", "bytes"), layout -> new Texts.BufferWalker());
    }
    if (raw == Optional.class) {
      // What it holds may be absent already: it has no shape of its own.
      Spec item = spec(type.argument(0), place);
      Spec spec = new Spec(item.shape);
      spec.make = layout -> new Texts.OptionalWalker(item.walker(layout));
      specs.put(type, spec);
      return spec;
    }
    if (raw.isEnum()) {
      return optional(type, enumOf(raw), layout -> new Texts.EnumWalker(raw));
    }
    return container(type, place);
  }

  private static Map<String, Object> enumOf(Class<?> type) {
    List<String> symbols =
        Arrays.stream(type.getEnumConstants()).map(c -> Members.symbol((Enum<?>) c)).toList();
    return Map.of("kind", "enum", "name", Members.typeName(type), "symbols", symbols);
  }

  private Spec container(Types type, String place) {
    Class<?> raw = type.raw();
    if (LISTS.containsKey(raw)) {
      IntFunction<Collection<Object>> make = LISTS.get(raw);
      return around(
          type, "list", type.argument(0), place + "[]", item -> new Lists.ListWalker(item, make));
    }
    if (MAPS.containsKey(raw)) {
      if (type.argument(0).raw() != String.class && type.argument(0).raw() != Object.class) {
        throw unfit(
            place,
            "expected a map whose keys are String, found " + type.argument(0).raw().getName());
      }
      IntFunction<Map<String, Object>> make = MAPS.get(raw);
      return around(
          type, "map", type.argument(1), place + "{}", value -> new Maps.MapWalker(value, make));
    }
    if (raw.isArray()) {
      Types item = type.item();
      Numbers.Primitive primitive = Numbers.PRIMITIVES.get(item.raw());
      return around(
          type,
          "list",
          item,
          place + "[]",
          walker ->
              primitive == null
                  ? new Lists.ArrayWalker(walker, item.raw())
                  : new Lists.NumbersWalker(item.raw(), primitive.width()));
    }
    if (raw.isSealed()) {
      return oneOf(type, place);
    }
    if (raw.isInterface() || raw.isPrimitive() || raw.getName().startsWith("java.")) {
      throw unfit(place, "found a type that stands for nothing in schemas: " + raw.getName());
    }
    return record(type, place);
  }

  private Spec around(
      Types type, String kind, Types item, String place, Function<Walker, Walker> make) {
    Spec spec = open(type);
    spec.inner = add(null);
    shapes.set(spec.shape, optionalOf(spec.inner));
    Spec inside = spec(item, place);
    shapes.set(spec.inner, Map.of("kind", kind, "item", inside.shape));
    spec.make = layout -> make.apply(inside.walker(layout));
    return spec;
  }

  private Spec oneOf(Types type, String place) {
    List<Class<?>> classes = new ArrayList<>();
    flatten(type.raw(), classes, place);
    Spec spec = open(type);
    List<Spec> alternatives = new ArrayList<>();
    for (Class<?> one : classes) {
      alternatives.add(spec(new Types(one, List.of()), place));
    }
    List<Integer> items = alternatives.stream().map(one -> one.inner).toList();
    shapes.set(spec.shape, Map.of("kind", "one_of", "items", items));
    spec.make =
        layout ->
            new OneOfWalker(
                classes.toArray(Class<?>[]::new),
                alternatives.stream()
                    .map(one -> (Nullable) one.walker(layout))
                    .toArray(Nullable[]::new));
    return spec;
  }

  /** The classes and enums of a sealed type, in the order in which it permits them. */
  private static void flatten(Class<?> type, List<Class<?>> classes, String place) {
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isSealed() && !permitted.isEnum()) {
        flatten(permitted, classes, place);
      } else if (permitted.isInterface()) {
        throw unfit(place, permitted.getName() + " is not sealed, so its classes are not known");
      } else if (!classes.contains(permitted)) {
        classes.add(permitted);
      }
    }
  }

  private Spec record(Types type, String place) {
    Members members = Members.of(type.raw());
    Spec spec = open(type);
    spec.inner = add(null);
    shapes.set(spec.shape, optionalOf(spec.inner));
    Map<TypeVariable<?>, Types> variables = type.variables();
    List<Spec> inside = new ArrayList<>();
    List<Object> fields = new ArrayList<>();
    for (Members.Member member : members.fields()) {
      Spec field = spec(Types.of(member.type(), variables), place + "." + member.name());
      inside.add(field);
      fields.add(Map.of("name", member.name(), "shape", field.shape));
    }
    shapes.set(spec.inner, Map.of("kind", "struct", "name", members.name(), "fields", fields));
    String[] names = members.fields().stream().map(Members.Member::name).toArray(String[]::new);
    spec.make =
        layout -> {
          Walker[] walkers = inside.stream().map(one -> one.walker(layout)).toArray(Walker[]::new);
          int[] slots = layout.fields(spec.inner);
          RecordWalker walker = Generator.walker(members, walkers, slots);
          walker.fields(names, slots);
          return walker;
        };
    return spec;
  }

  private static IsobyteException unfit(String place, String why) {
    return IsobyteException.of(ErrorCode.SHAPE_MISMATCH, place + ": " + why, "", -1);
  }
}
