package io.isobyte;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The classes that the cases of {@code host.jsonl} name. */
final class HostTypes {
  private HostTypes() {}

  @AvroType("ns.User")
  record User(String name, Long age) {}

  @AvroType("ns.Address")
  record Address(String street, Long zip) {}

  @AvroType("ns.A")
  record A(Long x) {}

  @AvroType("ns.B")
  record B(Long x) {}

  @AvroType("other.B")
  record OtherB(Long x) {}

  @AvroType("ns.Kind")
  enum Kind {
    A,
    B,
    Z
  }

  @AvroType("ns.E1")
  enum E1 {
    A,
    B
  }

  @AvroType("other.Colour")
  enum Colour {
    A,
    B,
    C,
    Z
  }

  static Object symbol(String type, String symbol) {
    return switch (type) {
      case "ns.Kind" -> Kind.valueOf(symbol);
      case "ns.E1" -> E1.valueOf(symbol);
      case "other.Colour" -> Colour.valueOf(symbol);
      default -> new EnumSymbol(type, symbol);
    };
  }

  static Object struct(Map<String, Object> struct) {
    List<Object> values = new ArrayList<>();
    for (Object pair : TestJson.list(struct.get("fields"))) {
      values.add(Vectors.host(TestJson.list(pair).get(1)));
    }
    return switch ((String) struct.get("name")) {
      case "ns.User" -> new User((String) values.get(0), (Long) values.get(1));
      case "ns.Address" -> new Address((String) values.get(0), (Long) values.get(1));
      case "ns.A" -> new A((Long) values.get(0));
      case "ns.B" -> new B((Long) values.get(0));
      case "other.B" -> new OtherB((Long) values.get(0));
      default -> throw new IllegalStateException("class " + struct.get("name"));
    };
  }
}
