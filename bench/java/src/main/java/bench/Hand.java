package bench;

import bench.Main.OrderAddress;
import bench.Main.OrderKind;
import bench.Main.OrderRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What plain Java code for this one record costs, without a schema and with no checks but the
 * language's own: the floor that no general library can go below.
 */
final class Hand {
  private static final OrderKind[] KINDS = OrderKind.values();
  private byte[] bytes = new byte[512];
  private int at;

  private void number(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    System.arraycopy(utf8, 0, bytes, at, utf8.length);
    at += utf8.length;
  }

  byte[] encode(OrderRecord order) {
    at = 0;
    number(order.id());
    text(order.user());
    if (order.email() == null) {
      number(0);
    } else {
      number(1);
      text(order.email());
    }
    bytes[at++] = (byte) (order.active() ? 1 : 0);
    long bits = Double.doubleToRawLongBits(order.score());
    for (int i = 0; i < 8; i++) {
      bytes[at++] = (byte) (bits >> 8 * i);
    }
    number(order.created().toEpochMilli());
    number(order.kind().ordinal());
    text(order.address().street());
    text(order.address().city());
    number(order.address().zip());
    if (!order.tags().isEmpty()) {
      number(order.tags().size());
      for (String tag : order.tags()) {
        text(tag);
      }
    }
    number(0);
    if (!order.attrs().isEmpty()) {
      number(order.attrs().size());
      String[] keys = order.attrs().keySet().toArray(new String[0]);
      Arrays.sort(keys);
      for (String key : keys) {
        text(key);
        number(order.attrs().get(key));
      }
    }
    number(0);
    return Arrays.copyOf(bytes, at);
  }

  private static final class Reader {
    final byte[] bytes;
    int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes[at++];
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return (value >>> 1) ^ -(value & 1);
        }
      }
    }

    String text() {
      int length = (int) number();
      String text = new String(bytes, at, length, StandardCharsets.UTF_8);
      at += length;
      return text;
    }
  }

  static OrderRecord decode(byte[] bytes) {
    Reader in = new Reader(bytes);
    long id = in.number();
    String user = in.text();
    String email = in.number() == 0 ? null : in.text();
    boolean active = bytes[in.at++] == 1;
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits |= (bytes[in.at++] & 0xffL) << 8 * i;
    }
    Instant created = Instant.ofEpochMilli(in.number());
    OrderKind kind = KINDS[(int) in.number()];
    OrderAddress address = new OrderAddress(in.text(), in.text(), (int) in.number());
    List<String> tags = new ArrayList<>();
    for (long count = in.number(); count > 0; count = in.number()) {
      for (long i = 0; i < count; i++) {
        tags.add(in.text());
      }
    }
    Map<String, Long> attrs = new HashMap<>();
    for (long count = in.number(); count > 0; count = in.number()) {
      for (long i = 0; i < count; i++) {
        attrs.put(in.text(), in.number());
      }
    }
    double score = Double.longBitsToDouble(bits);
    return new OrderRecord(id, user, email, active, score, created, kind, address, tags, attrs);
  }
}
