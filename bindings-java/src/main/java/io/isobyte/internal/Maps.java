package io.isobyte.internal;

import io.isobyte.ErrorCode;
import java.util.ConcurrentModificationException;
import java.util.Map;
import java.util.function.IntFunction;

/** Maps from text. */
final class Maps {
  private Maps() {}

  /** Writes the entries of a map at {@code place}, which is reserved for so many. */
  static void entries(Out out, int place, Map<?, ?> map, int count, Walker value, int stride) {
    int slot = place;
    int left = count;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (left-- == 0) {
        throw new ConcurrentModificationException();
      }
      if (!(entry.getKey() instanceof String key)) {
        Object found = entry.getKey();
        String type = found == null ? "null" : found.getClass().getName();
        throw new HostError(ErrorCode.VALUE_TYPE, "expected keys that are text, found " + type, -1);
      }
      out.text(slot, key);
      try {
        value.put(out, slot + 8, entry.getValue());
      } catch (HostError e) {
        throw e.inKey(key, -1);
      } catch (ClassCastException e) {
        throw HostError.cast(e, -1).inKey(key, -1);
      }
      slot += stride;
    }
    if (left > 0) {
      throw new ConcurrentModificationException();
    }
  }

  static void put(Out out, int at, Map<?, ?> map, Walker value, int stride) {
    int count = map.size();
    out.enter(at);
    int place = out.reserve((long) count * stride);
    out.word(at, place, count);
    try {
      entries(out, place, map, count, value, stride);
    } catch (HostError e) {
      e.at = at;
      throw e;
    }
    out.leave();
  }

  static final class MapWalker extends Walker {
    private final Walker value;
    private final IntFunction<Map<String, Object>> make;
    private int stride;

    MapWalker(Walker value, IntFunction<Map<String, Object>> make) {
      this.value = value;
      this.make = make;
    }

    @Override
    void lay(Layout layout) {
      super.lay(layout);
      stride = 8 + layout.stride(value.shape);
    }

    @Override
    public void put(Out out, int at, Object map) {
      if (map == null) {
        out.i64(at, 0);
      } else {
        Maps.put(out, at, (Map<?, ?>) map, value, stride);
      }
    }

    @Override
    public Object take(In in, int at) {
      long word = in.i64(at);
      if (word == 0) {
        return null;
      }
      int count = (int) (word >>> 32);
      Map<String, Object> map = make.apply(count);
      int slot = (int) word;
      for (int i = 0; i < count; i++, slot += stride) {
        map.put(in.text(slot), value.take(in, slot + 8));
      }
      return map;
    }
  }
}
