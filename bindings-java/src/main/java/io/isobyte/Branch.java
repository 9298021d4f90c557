package io.isobyte;

import java.util.Objects;

/**
 * A value together with the union branch that it takes, for values of any kind.
 *
 * @param name the branch's type, such as {@code long}, or its full name
 * @param value the value
 */
public record Branch(String name, Object value) {
  /** Checks that there is a name. */
  public Branch {
    Objects.requireNonNull(name, "name");
  }
}
