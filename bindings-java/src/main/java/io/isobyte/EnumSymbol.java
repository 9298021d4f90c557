package io.isobyte;

import java.util.Objects;

/**
 * A symbol together with the enum that it belongs to, for values of any kind.
 *
 * @param type the enum's full or simple name; may be empty
 * @param symbol the symbol
 */
public record EnumSymbol(String type, String symbol) {
  /** Checks that both are there. */
  public EnumSymbol {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(symbol, "symbol");
  }
}
