package hello;

import io.isobyte.Codec;
import io.isobyte.Schema;
import java.util.HexFormat;

/** A value there and back. */
public final class Hello {
  private static final String TEXT =
      """
      {"type":"record","name":"User","fields":[{"name":"name","type":"string"},{"name":"age","type":"long"}]}
      """;

  record User(String name, long age) {}

  private Hello() {}

  public static void main(String[] args) {
    try (var schema = Schema.parse(TEXT);
        var codec = Codec.of(schema, User.class)) {
      byte[] data = codec.encode(new User("Ada", 36));
      User user = codec.decode(data);
      System.out.println(HexFormat.of().formatHex(data) + " " + user);
    }
  }
}
