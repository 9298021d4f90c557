package quakes;

import io.isobyte.Codec;
import io.isobyte.Frame;
import io.isobyte.IsobyteException;
import io.isobyte.RegisteredSchema;
import io.isobyte.Registry;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes and reads seismic events, framed by a schema of a registry: Java's side of the demo.
 *
 * <p>A file holds for each event its length in four bytes, big-endian, and its datum behind
 * Confluent's frame (00, then the schema's id in four bytes). {@code read} decodes every event by
 * the schema that its frame names, as records and as maps, encodes both again, and compares the
 * bytes.
 */
public final class Quakes {
  private static final String USAGE =
      "Quakes write REGISTRY_URL SUBJECT EVENTS.json OUT\nQuakes read REGISTRY_URL FILE...";

  private Quakes() {}

  /** Runs one of the two. */
  public static void main(String[] args) throws IOException {
    int status = 2;
    try {
      if (args.length == 5 && args[0].equals("write")) {
        write(args[1], args[2], args[3], args[4]);
        status = 0;
      } else if (args.length > 2 && args[0].equals("read")) {
        status = read(args[1], Arrays.copyOfRange(args, 2, args.length)) ? 0 : 1;
      } else {
        System.err.println(USAGE);
      }
    } catch (IsobyteException | IOException e) {
      System.err.println("quakes: " + e.getMessage());
      status = 1;
    }
    System.exit(status);
  }

  private static void write(String url, String subject, String events, String out)
      throws IOException {
    try (Registry registry = Registry.connect(url);
        DataOutputStream file =
            new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(Path.of(out))))) {
      RegisteredSchema registered = registry.bySubject(subject);
      int id = registered.id().orElseThrow();
      try (Codec<Quake> codec = Codec.of(registered.schema(), Quake.class)) {
        for (Quake quake : Events.load(events)) {
          byte[] framed = Frame.wrap(id, codec.encode(quake));
          file.writeInt(framed.length);
          file.write(framed);
        }
      }
    }
  }

  private static boolean read(String url, String[] paths) throws IOException {
    boolean all = true;
    try (Registry registry = Registry.connect(url)) {
      for (String path : paths) {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(Path.of(path)));
        int events = 0;
        boolean identical = true;
        try {
          for (; file.hasRemaining(); events++) {
            byte[] framed = next(file);
            int id = Frame.schemaId(framed);
            identical &= isSame(registry.codec(id, Quake.class), id, framed);
            identical &= isSame(registry.codec(id, Object.class), id, framed);
          }
        } catch (IsobyteException | IOException e) {
          throw new IOException(path + ": event " + events + ": " + e.getMessage(), e);
        }
        all &= identical;
        System.out.printf(
            "{\"language\":\"java\",\"file\":\"%s\",\"events\":%d,\"identical\":%b}%n",
            path.replace("\\", "\\\\").replace("\"", "\\\""), events, identical);
      }
    }
    return all;
  }

  private static byte[] next(ByteBuffer file) throws IOException {
    int length = file.remaining() < 4 ? -1 : file.getInt();
    if (length < 0 || length > file.remaining()) {
      throw new IOException("the file ends within it");
    }
    byte[] framed = new byte[length];
    file.get(framed);
    return framed;
  }

  /** Whether the datum, decoded and encoded again, has the same bytes. */
  private static <T> boolean isSame(Codec<T> codec, int id, byte[] framed) {
    T value = codec.decode(framed, Frame.LENGTH, framed.length - Frame.LENGTH);
    return Arrays.equals(framed, Frame.wrap(id, codec.encode(value)));
  }
}
