package io.isobyte.internal;

import io.isobyte.AvroIgnore;
import io.isobyte.AvroName;
import io.isobyte.AvroType;
import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a class has: its name in schemas, its fields, and how they are reached. */
final class Members {
  /** A component of a record, or a field of another class. */
  record Member(
      String name, Type type, Class<?> raw, Field field, Method accessor, MethodHandle getter) {
    /** The value, boxed. */
    Object get(Object owner) {
      try {
        return getter.invokeExact(owner);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final ClassValue<Members> ALL =
      new ClassValue<>() {
        @Override
        protected Members computeValue(Class<?> type) {
          return new Members(type);
        }
      };

  private final Class<?> type;
  private final List<Member> fields = new ArrayList<>();
  private final Constructor<?> constructor;

  private Members(Class<?> type) {
    this.type = type;
    try {
      if (type.isRecord()) {
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
          types.add(component.getType());
          Field field = type.getDeclaredField(component.getName());
          if (field.isAnnotationPresent(AvroIgnore.class)) {
            throw unfit(
                type, "component " + component.getName() + " of a record cannot be ignored");
          }
          Method accessor = component.getAccessor();
          accessor.setAccessible(true);
          MethodHandle getter = MethodHandles.lookup().unreflect(accessor);
          add(
              component.getName(),
              field,
              component.getGenericType(),
              component.getType(),
              accessor,
              getter);
        }
        constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      } else {
        Deque<Class<?>> line = new ArrayDeque<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
          line.push(c);
        }
        for (Class<?> c : line) {
          for (Field field : c.getDeclaredFields()) {
            boolean skip =
                Modifier.isStatic(field.getModifiers())
                    || Modifier.isTransient(field.getModifiers());
            if (!skip && !field.isSynthetic() && !field.isAnnotationPresent(AvroIgnore.class)) {
              field.setAccessible(true);
              MethodHandle getter = MethodHandles.lookup().unreflectGetter(field);
              add(field.getName(), field, field.getGenericType(), field.getType(), null, getter);
            }
          }
        }
        if (Modifier.isAbstract(type.getModifiers())) {
          throw unfit(
              type, "expected a class that can be made, found an abstract one that is not sealed");
        }
        constructor = type.getDeclaredConstructor();
      }
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw unfit(type, "expected a record, or a class with a constructor without parameters");
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (e instanceof IsobyteException known) {
        throw known;
      }
      throw unfit(type, "its fields cannot be reached (" + e.getMessage() + ")");
    }
  }

  private void add(
      String name, Field field, Type generic, Class<?> raw, Method accessor, MethodHandle getter) {
    AvroName given = field.getAnnotation(AvroName.class);
    MethodHandle boxed = getter.asType(MethodType.methodType(Object.class, Object.class));
    fields.add(
        new Member(given == null ? name : given.value(), generic, raw, field, accessor, boxed));
  }

  static IsobyteException unfit(Class<?> type, String why) {
    return IsobyteException.of(ErrorCode.SHAPE_MISMATCH, type.getName() + ": " + why, "", -1);
  }

  static Members of(Class<?> type) {
    return ALL.get(type);
  }

  Class<?> type() {
    return type;
  }

  List<Member> fields() {
    return fields;
  }

  /** A record's canonical constructor, or the one without parameters. */
  Constructor<?> constructor() {
    return constructor;
  }

  String name() {
    return typeName(type);
  }

  /** Whether a value of any kind may be of this class as a record. */
  static boolean isRecord(Class<?> type) {
    return type.isRecord() || type.isAnnotationPresent(AvroType.class);
  }

  /** The full name in schemas: what the annotation says, or package and simple name. */
  static String typeName(Class<?> type) {
    AvroType given = annotation(type, AvroType.class);
    if (given != null) {
      return given.value();
    }
    String space = type.getPackageName();
    return space.isEmpty() ? type.getSimpleName() : space + "." + type.getSimpleName();
  }

  /** The symbol of an enum's constant. */
  static String symbol(Enum<?> constant) {
    try {
      Field field = constant.getDeclaringClass().getField(constant.name());
      AvroName given = annotation(field, AvroName.class);
      return given == null ? constant.name() : given.value();
    } catch (NoSuchFieldException e) {
      return constant.name();
    }
  }

  private static <A extends Annotation> A annotation(AnnotatedElement element, Class<A> type) {
    return element.getAnnotation(type);
  }
}
