package io.isobyte.internal;

import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A type whose variables are replaced: a class and its arguments. Equal types have equal forms. */
record Types(Class<?> raw, List<Types> arguments) {
  private static final Types OBJECT = new Types(Object.class, List.of());

  /** The form of a type in which variables stand for what {@code variables} says. */
  static Types of(Type type, Map<TypeVariable<?>, Types> variables) {
    if (type instanceof Class<?> raw) {
      return new Types(raw, List.of());
    }
    if (type instanceof ParameterizedType given) {
      List<Types> arguments =
          Arrays.stream(given.getActualTypeArguments()).map(t -> of(t, variables)).toList();
      return new Types((Class<?>) given.getRawType(), arguments);
    }
    if (type instanceof WildcardType wildcard) {
      return of(wildcard.getUpperBounds()[0], variables);
    }
    if (type instanceof GenericArrayType array) {
      Types item = of(array.getGenericComponentType(), variables);
      return new Types(item.raw().arrayType(), List.of(item));
    }
    if (type instanceof TypeVariable<?> variable) {
      Types known = variables.get(variable);
      if (known != null) {
        return known;
      }
      Type bound = variable.getBounds()[0];
      return bound instanceof Class<?> raw ? new Types(raw, List.of()) : OBJECT;
    }
    throw IsobyteException.of(
        ErrorCode.SHAPE_MISMATCH, "found a type of an unknown kind: " + type, "", -1);
  }

  /** An argument; any value where the type is raw. */
  Types argument(int index) {
    return index < arguments.size() ? arguments.get(index) : OBJECT;
  }

  /** The type of an array's items. */
  Types item() {
    return arguments.isEmpty() ? new Types(raw.getComponentType(), List.of()) : arguments.get(0);
  }

  /** What the variables of the class, and of the classes above it, stand for. */
  Map<TypeVariable<?>, Types> variables() {
    Map<TypeVariable<?>, Types> variables = new HashMap<>();
    TypeVariable<?>[] own = raw.getTypeParameters();
    for (int i = 0; i < own.length && i < arguments.size(); i++) {
      variables.put(own[i], arguments.get(i));
    }
    Type above = raw.getGenericSuperclass();
    while (above != null) {
      Class<?> parent =
          above instanceof Class<?> c ? c : (Class<?>) ((ParameterizedType) above).getRawType();
      if (above instanceof ParameterizedType given) {
        Type[] values = given.getActualTypeArguments();
        for (int i = 0; i < values.length; i++) {
          variables.put(parent.getTypeParameters()[i], of(values[i], variables));
        }
      }
      above = parent.getGenericSuperclass();
    }
    return variables;
  }
}
