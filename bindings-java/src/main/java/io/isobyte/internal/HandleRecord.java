package io.isobyte.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A record walker that reaches the fields by method handles: for classes that no code can be
 * generated for.
 */
final class HandleRecord extends RecordWalker {
  private final Members members;
  private final Walker[] walkers;
  private final int[] slots;
  private final MethodHandle create;
  private final MethodHandle[] setters;

  HandleRecord(Members members, Walker[] walkers, int[] slots) {
    this.members = members;
    this.walkers = walkers;
    this.slots = slots;
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodHandle constructor = lookup.unreflectConstructor(members.constructor());
      if (members.type().isRecord()) {
        create =
            constructor
                .asSpreader(Object[].class, walkers.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
        setters = null;
      } else {
        create = constructor.asType(MethodType.methodType(Object.class));
        setters = new MethodHandle[walkers.length];
        for (int i = 0; i < setters.length; i++) {
          setters[i] =
              lookup
                  .unreflectSetter(members.fields().get(i).field())
                  .asType(MethodType.methodType(void.class, Object.class, Object.class));
        }
      }
    } catch (IllegalAccessException e) {
      throw Members.unfit(members.type(), "its fields cannot be set (" + e.getMessage() + ")");
    }
  }

  @Override
  protected void fields(Out out, int head, Object value) {
    for (int i = 0; i < walkers.length; i++) {
      walkers[i].put(out, head + slots[i], members.fields().get(i).get(value));
    }
  }

  @Override
  protected Object make(In in, int head) {
    try {
      if (setters == null) {
        Object[] values = new Object[walkers.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = walkers[i].take(in, head + slots[i]);
        }
        return create.invokeExact(values);
      }
      Object made = create.invokeExact();
      for (int i = 0; i < setters.length; i++) {
        setters[i].invokeExact(made, walkers[i].take(in, head + slots[i]));
      }
      return made;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
