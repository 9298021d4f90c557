package io.isobyte.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.List;

/**
 * Generates a record walker as a hidden class in the nest of the record: straight-line code that
 * loads and stores each field, with the walkers of the other fields as constants.
 */
final class Generator {
  private static final String WALKER = "io/isobyte/internal/Walker";
  private static final String RECORD = "io/isobyte/internal/RecordWalker";
  private static final String OUT = "io/isobyte/internal/Out";
  private static final String IN = "io/isobyte/internal/In";
  private static final String LOOKUP = "java/lang/invoke/MethodHandles";

  /** A method may have 64 KiB, and a field takes less than 32 bytes. */
  private static final int MOST_FIELDS = 1000;

  /** Parameters of a constructor, where two of them may be of two words. */
  private static final int MOST_COMPONENTS = 120;

  private static final int LDC_W = 0x13;
  private static final int ILOAD_2 = 0x1c;
  private static final int ALOAD = 0x19;
  private static final int ALOAD_0 = 0x2a;
  private static final int ALOAD_1 = 0x2b;
  private static final int AALOAD = 0x32;
  private static final int ASTORE = 0x3a;
  private static final int ASTORE_0 = 0x4b;
  private static final int DUP = 0x59;
  private static final int IADD = 0x60;
  private static final int ARETURN = 0xb0;
  private static final int RETURN = 0xb1;
  private static final int GETSTATIC = 0xb2;
  private static final int PUTSTATIC = 0xb3;
  private static final int GETFIELD = 0xb4;
  private static final int PUTFIELD = 0xb5;
  private static final int INVOKEVIRTUAL = 0xb6;
  private static final int INVOKESPECIAL = 0xb7;
  private static final int INVOKESTATIC = 0xb8;
  private static final int NEW = 0xbb;
  private static final int CHECKCAST = 0xc0;
  private static final int PUBLIC = 1;
  private static final int PROTECTED = 4;
  private static final int STATIC = 8;

  private final Members members;
  private final Walker[] walkers;
  private final int[] slots;
  private final String type;
  private final ClassFile file;
  private final int[] constants;

  private Generator(Members members, Walker[] walkers, int[] slots) {
    this.members = members;
    this.walkers = walkers;
    this.slots = slots;
    this.type = internal(members.type());
    this.file = new ClassFile(type + "$Isobyte", RECORD);
    this.constants = new int[walkers.length];
  }

  /** A walker for a class; by method handles where the class keeps generated code out. */
  static RecordWalker walker(Members members, Walker[] walkers, int[] slots) {
    if (Boolean.getBoolean("isobyte.handles") || !isReachable(members)) {
      return new HandleRecord(members, walkers, slots);
    }
    try {
      byte[] bytes = new Generator(members, walkers, slots).generate();
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(members.type(), MethodHandles.lookup());
      MethodHandles.Lookup hidden =
          lookup.defineHiddenClassWithClassData(
              bytes, walkers, true, MethodHandles.Lookup.ClassOption.NESTMATE);
      return (RecordWalker)
          hidden
              .findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
              .asType(MethodType.methodType(RecordWalker.class))
              .invokeExact();
    } catch (Throwable e) {
      // Another module, or a class loader that does not know this library.
      return new HandleRecord(members, walkers, slots);
    }
  }

  /** Whether a nest mate may touch all the fields. */
  private static boolean isReachable(Members members) {
    boolean record = members.type().isRecord();
    List<Members.Member> fields = members.fields();
    if (members.type().isHidden() || fields.size() > (record ? MOST_COMPONENTS : MOST_FIELDS)) {
      return false;
    }
    for (Members.Member member : fields) {
      int modifiers = member.field().getModifiers();
      boolean own =
          member.field().getDeclaringClass().getNestHost() == members.type().getNestHost();
      if (!record && (Modifier.isFinal(modifiers) || !(own || Modifier.isPublic(modifiers)))) {
        return false;
      }
      Class<?> raw = member.raw();
      while (raw.isArray()) {
        raw = raw.getComponentType();
      }
      boolean near = raw.getNestHost() == members.type().getNestHost();
      boolean neighbour =
          raw.getPackageName().equals(members.type().getPackageName())
              && !Modifier.isPrivate(raw.getModifiers());
      if (!(raw.isPrimitive() || near || neighbour || Modifier.isPublic(raw.getModifiers()))) {
        return false;
      }
    }
    return true;
  }

  private byte[] generate() {
    for (int i = 0; i < walkers.length; i++) {
      if (!isDirect(i)) {
        constants[i] = file.constantField("w" + i, "L" + WALKER + ";");
      }
    }
    file.method(STATIC, "<clinit>", "()V", initializer());
    ClassFile.Code constructor = new ClassFile.Code(1, 1);
    constructor.op(ALOAD_0).op(INVOKESPECIAL, file.method(RECORD, "<init>", "()V")).op(RETURN);
    file.method(PUBLIC, "<init>", "()V", constructor);
    file.method(PROTECTED, "fields", "(L" + OUT + ";ILjava/lang/Object;)V", fields());
    file.method(PROTECTED, "make", "(L" + IN + ";I)Ljava/lang/Object;", make());
    return file.bytes();
  }

  /** The walkers come as class data. */
  private ClassFile.Code initializer() {
    ClassFile.Code code = new ClassFile.Code(4, 1);
    String lookup = "Ljava/lang/invoke/MethodHandles$Lookup;";
    code.op(INVOKESTATIC, file.method(LOOKUP, "lookup", "()" + lookup));
    code.op(LDC_W, file.string("_"));
    code.op(LDC_W, file.type("[L" + WALKER + ";"));
    String data = "(" + lookup + "Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;";
    code.op(INVOKESTATIC, file.method(LOOKUP, "classData", data));
    code.op(CHECKCAST, file.type("[L" + WALKER + ";")).op(ASTORE_0);
    for (int i = 0; i < walkers.length; i++) {
      if (!isDirect(i)) {
        code.op(ALOAD_0).op(LDC_W, file.integer(i)).op(AALOAD).op(PUTSTATIC, constants[i]);
      }
    }
    return code.op(RETURN);
  }

  /** {@code out.i64(head + slot, value.field)} for each field. */
  private ClassFile.Code fields() {
    ClassFile.Code code = new ClassFile.Code(8, 5);
    code.local(ALOAD, 3).op(CHECKCAST, file.type(type)).local(ASTORE, 4);
    for (int i = 0; i < walkers.length; i++) {
      if (!isDirect(i)) {
        code.op(GETSTATIC, constants[i]);
      }
      code.op(ALOAD_1);
      place(code, i);
      code.local(ALOAD, 4);
      Members.Member member = members.fields().get(i);
      String descriptor = member.raw().descriptorString();
      if (member.accessor() != null) {
        code.op(INVOKEVIRTUAL, file.method(type, member.accessor().getName(), "()" + descriptor));
      } else {
        code.op(GETFIELD, field(member, descriptor));
      }
      if (isDirect(i)) {
        code.op(INVOKEVIRTUAL, file.method(OUT, mover(i), "(I" + descriptor + ")V"));
      } else {
        String put = "(L" + OUT + ";ILjava/lang/Object;)V";
        code.op(INVOKEVIRTUAL, file.method(WALKER, "put", put));
      }
    }
    return code.op(RETURN);
  }

  private ClassFile.Code make() {
    boolean record = members.type().isRecord();
    ClassFile.Code code = new ClassFile.Code(record ? 2 * walkers.length + 8 : 8, 4);
    code.op(NEW, file.type(type)).op(DUP);
    StringBuilder parameters = new StringBuilder("(");
    if (!record) {
      code.op(INVOKESPECIAL, file.method(type, "<init>", "()V")).local(ASTORE, 3);
    }
    for (int i = 0; i < walkers.length; i++) {
      Members.Member member = members.fields().get(i);
      String descriptor = member.raw().descriptorString();
      parameters.append(descriptor);
      if (!record) {
        code.local(ALOAD, 3);
      }
      if (isDirect(i)) {
        code.op(ALOAD_1);
        place(code, i);
        code.op(INVOKEVIRTUAL, file.method(IN, mover(i), "(I)" + descriptor));
      } else {
        code.op(GETSTATIC, constants[i]).op(ALOAD_1);
        place(code, i);
        code.op(INVOKEVIRTUAL, file.method(WALKER, "take", "(L" + IN + ";I)Ljava/lang/Object;"));
        code.op(CHECKCAST, file.type(internal(member.raw())));
      }
      if (!record) {
        code.op(PUTFIELD, field(member, descriptor));
      }
    }
    if (record) {
      code.op(INVOKESPECIAL, file.method(type, "<init>", parameters.append(")V").toString()));
    } else {
      code.local(ALOAD, 3);
    }
    return code.op(ARETURN);
  }

  private int field(Members.Member member, String descriptor) {
    return file.field(
        internal(member.field().getDeclaringClass()), member.field().getName(), descriptor);
  }

  private void place(ClassFile.Code code, int index) {
    code.op(ILOAD_2).op(LDC_W, file.integer(slots[index])).op(IADD);
  }

  /** Whether the tape itself moves the field. */
  private boolean isDirect(int index) {
    Class<?> raw = members.fields().get(index).raw();
    return raw.isPrimitive() || raw == String.class;
  }

  /** The method of the tape that moves it. */
  private String mover(int index) {
    Class<?> raw = members.fields().get(index).raw();
    return raw == String.class ? "text" : Numbers.PRIMITIVES.get(raw).shape();
  }

  /** The name in class files; arrays as descriptors. */
  private static String internal(Class<?> type) {
    String name = type.descriptorString();
    return type.isArray() ? name : name.substring(1, name.length() - 1);
  }
}
