package io.isobyte;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A type with its type arguments: {@code new TypeRef<List<Order>>() {}}.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {
  private final Type type;

  /** Reads the type argument of the subclass. */
  protected TypeRef() {
    if (getClass().getGenericSuperclass() instanceof ParameterizedType parent) {
      type = parent.getActualTypeArguments()[0];
    } else {
      throw IsobyteException.of(
          ErrorCode.INVALID_ARGUMENT, "expected a TypeRef with a type argument", "", -1);
    }
  }

  /** The type. */
  public final Type type() {
    return type;
  }
}
