package io.isobyte.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a class file whose methods have no branches: a pool of constants, static fields, methods.
 */
final class ClassFile {
  /** Java 17. */
  private static final int MAJOR = 61;

  private static final int PUBLIC_FINAL_SUPER = 0x0031;
  private static final int PRIVATE_STATIC_FINAL = 0x001a;

  private final Map<String, Integer> pool = new HashMap<>();
  private final ByteArrayOutputStream constants = new ByteArrayOutputStream();
  private final DataOutputStream constant = new DataOutputStream(constants);
  private final List<int[]> fields = new ArrayList<>();
  private final List<byte[]> methods = new ArrayList<>();
  private final int self;
  private final int parent;
  private int next = 1;

  ClassFile(String name, String parent) {
    self = type(name);
    this.parent = type(parent);
  }

  /** A step that may not fail, since it writes into memory. */
  private interface Step {
    void run() throws IOException;
  }

  private static void write(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int entry(String key, Step step) {
    Integer known = pool.get(key);
    if (known != null) {
      return known;
    }
    write(step);
    pool.put(key, next);
    return next++;
  }

  private int utf8(String text) {
    return entry(
        "u" + text,
        () -> {
          constant.writeByte(1);
          constant.writeUTF(text);
        });
  }

  private int pair(int tag, String key, int first, int second) {
    return entry(
        key,
        () -> {
          constant.writeByte(tag);
          constant.writeShort(first);
          constant.writeShort(second);
        });
  }

  private int single(int tag, String key, int index) {
    return entry(
        key,
        () -> {
          constant.writeByte(tag);
          constant.writeShort(index);
        });
  }

  /** A class. */
  int type(String name) {
    return single(7, "c" + name, utf8(name));
  }

  /** A text constant. */
  int string(String text) {
    return single(8, "s" + text, utf8(text));
  }

  /** An int constant. */
  int integer(int value) {
    return entry(
        "i" + value,
        () -> {
          constant.writeByte(3);
          constant.writeInt(value);
        });
  }

  private int member(int tag, int owner, String name, String descriptor) {
    int nameAndType = pair(12, "n" + name + " " + descriptor, utf8(name), utf8(descriptor));
    return pair(tag, "m" + tag + " " + owner + " " + nameAndType, owner, nameAndType);
  }

  int field(String owner, String name, String descriptor) {
    return member(9, type(owner), name, descriptor);
  }

  int method(String owner, String name, String descriptor) {
    return member(10, type(owner), name, descriptor);
  }

  /** Declares a static field of this class, and names it. */
  int constantField(String name, String descriptor) {
    fields.add(new int[] {utf8(name), utf8(descriptor)});
    return member(9, self, name, descriptor);
  }

  void method(int access, String name, String descriptor, Code code) {
    int nameIndex = utf8(name);
    int descriptorIndex = utf8(descriptor);
    int codeIndex = utf8("Code");
    byte[] body = code.bytes.toByteArray();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    write(
        () -> {
          out.writeShort(access);
          out.writeShort(nameIndex);
          out.writeShort(descriptorIndex);
          out.writeShort(1);
          out.writeShort(codeIndex);
          out.writeInt(12 + body.length);
          out.writeShort(code.stack);
          out.writeShort(code.locals);
          out.writeInt(body.length);
          out.write(body);
          out.writeShort(0);
          out.writeShort(0);
        });
    methods.add(bytes.toByteArray());
  }

  /** The class file. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    write(
        () -> {
          out.writeInt(0xcafebabe);
          out.writeShort(0);
          out.writeShort(MAJOR);
          out.writeShort(next);
          out.write(constants.toByteArray());
          out.writeShort(PUBLIC_FINAL_SUPER);
          out.writeShort(self);
          out.writeShort(parent);
          out.writeShort(0);
          out.writeShort(fields.size());
          for (int[] field : fields) {
            out.writeShort(PRIVATE_STATIC_FINAL);
            out.writeShort(field[0]);
            out.writeShort(field[1]);
            out.writeShort(0);
          }
          out.writeShort(methods.size());
          for (byte[] method : methods) {
            out.write(method);
          }
          out.writeShort(0);
        });
    return bytes.toByteArray();
  }

  /** The instructions of a method. */
  static final class Code {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int stack;
    private final int locals;

    Code(int stack, int locals) {
      this.stack = stack;
      this.locals = locals;
    }

    /** An instruction without operands. */
    Code op(int op) {
      bytes.write(op);
      return this;
    }

    /** An instruction with an operand of two bytes. */
    Code op(int op, int operand) {
      bytes.write(op);
      bytes.write(operand >>> 8);
      bytes.write(operand);
      return this;
    }

    /** An instruction that names a local variable. */
    Code local(int op, int index) {
      bytes.write(op);
      bytes.write(index);
      return this;
    }
  }
}
