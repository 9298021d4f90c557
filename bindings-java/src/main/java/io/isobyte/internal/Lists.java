package io.isobyte.internal;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/** Collections and arrays. */
final class Lists {
  private Lists() {}

  /** Writes the items of a collection, all of them by one walker. */
  static void put(Out out, int at, Collection<?> list, Walker item, int stride) {
    int count = list.size();
    out.enter(at);
    int place = out.reserve((long) count * stride);
    out.word(at, place, count);
    int slot = place;
    try {
      if (list instanceof RandomAccess) {
        List<?> items = (List<?>) list;
        for (int i = 0; i < count; i++, slot += stride) {
          item.put(out, slot, items.get(i));
        }
      } else {
        int i = 0;
        for (Object value : list) {
          if (i++ == count) {
            throw new ConcurrentModificationException();
          }
          item.put(out, slot, value);
          slot += stride;
        }
        if (i < count) {
          throw new ConcurrentModificationException();
        }
      }
    } catch (HostError e) {
      throw e.inItem((e.at - place) / stride, at);
    } catch (ClassCastException e) {
      throw HostError.cast(e, slot).inItem((slot - place) / stride, at);
    }
    out.leave();
  }

  static final class ListWalker extends Walker {
    private final Walker item;
    private final IntFunction<Collection<Object>> make;
    private int stride;

    ListWalker(Walker item, IntFunction<Collection<Object>> make) {
      this.item = item;
      this.make = make;
    }

    @Override
    void lay(Layout layout) {
      super.lay(layout);
      stride = layout.stride(item.shape);
    }

    @Override
    public void put(Out out, int at, Object value) {
      if (value == null) {
        out.i64(at, 0);
      } else {
        Lists.put(out, at, (Collection<?>) value, item, stride);
      }
    }

    @Override
    public Object take(In in, int at) {
      long word = in.i64(at);
      if (word == 0) {
        return null;
      }
      int count = (int) (word >>> 32);
      Collection<Object> list = make.apply(count);
      int slot = (int) word;
      for (int i = 0; i < count; i++, slot += stride) {
        list.add(item.take(in, slot));
      }
      return list;
    }
  }

  /** Arrays of objects. */
  static final class ArrayWalker extends Walker {
    private final Walker item;
    private final Class<?> type;
    private int stride;

    ArrayWalker(Walker item, Class<?> type) {
      this.item = item;
      this.type = type;
    }

    @Override
    void lay(Layout layout) {
      super.lay(layout);
      stride = layout.stride(item.shape);
    }

    @Override
    public void put(Out out, int at, Object value) {
      if (value == null) {
        out.i64(at, 0);
      } else {
        Lists.put(out, at, Arrays.asList((Object[]) value), item, stride);
      }
    }

    @Override
    public Object take(In in, int at) {
      long word = in.i64(at);
      if (word == 0) {
        return null;
      }
      Object[] array = (Object[]) Array.newInstance(type, (int) (word >>> 32));
      int slot = (int) word;
      for (int i = 0; i < array.length; i++, slot += stride) {
        array[i] = item.take(in, slot);
      }
      return array;
    }
  }

  /** Arrays of numbers or booleans: copied as they lie. */
  static final class NumbersWalker extends Walker {
    private final Class<?> type;
    private final int width;
    private final long begin;

    NumbersWalker(Class<?> type, int width) {
      this.type = type;
      this.width = width;
      this.begin = Mem.begin(type.arrayType());
    }

    @Override
    public void put(Out out, int at, Object value) {
      if (value == null) {
        out.i64(at, 0);
      } else {
        out.enter(at);
        out.numbers(at, value, begin, Array.getLength(value), width);
        out.leave();
      }
    }

    @Override
    public Object take(In in, int at) {
      long word = in.i64(at);
      if (word == 0) {
        return null;
      }
      int count = (int) (word >>> 32);
      Object array = Array.newInstance(type, count);
      in.numbers((int) word, array, begin, (long) count * width);
      return array;
    }
  }
}
