package io.isobyte.internal;

import io.isobyte.ErrorCode;
import io.isobyte.IsobyteException;
import java.util.ArrayDeque;

/**
 * What a walker finds wrong, on its way out: each record, list or map that it leaves adds its step.
 */
final class HostError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Deeper paths lose their innermost steps. */
  private static final int STEPS = 1024;

  private final ErrorCode code;
  private final transient ClassCastException cast;
  private final transient ArrayDeque<String> steps = new ArrayDeque<>();

  /** The slot of the value that is wrong, from which the one that holds it tells the step. */
  int at;

  HostError(ErrorCode code, String message, int at) {
    this(code, message, null, at);
  }

  private HostError(ErrorCode code, String message, ClassCastException cast, int at) {
    super(message, null, false, false);
    this.code = code;
    this.cast = cast;
    this.at = at;
  }

  /** What a list or map holds against its type, by way of an unchecked cast. */
  static HostError cast(ClassCastException e, int at) {
    String why = String.valueOf(e.getMessage());
    int modules = why.indexOf(" (");
    String found = modules < 0 ? why : why.substring(0, modules);
    return new HostError(ErrorCode.VALUE_TYPE, "found a value of another class: " + found, e, at);
  }

  HostError inField(String name, int outer) {
    return step("." + name, outer);
  }

  HostError inItem(int index, int outer) {
    return step("[" + index + "]", outer);
  }

  HostError inKey(String key, int outer) {
    String shown = key.length() > 64 ? key.substring(0, 64) : key;
    return step("[\"" + shown.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]", outer);
  }

  private HostError step(String step, int outer) {
    steps.addFirst(step);
    if (steps.size() > STEPS) {
      steps.removeLast();
    }
    at = outer;
    return this;
  }

  IsobyteException exception() {
    StringBuilder path = new StringBuilder();
    for (String step : steps) {
      path.append(path.length() == 0 && step.startsWith(".") ? step.substring(1) : step);
    }
    IsobyteException made = IsobyteException.of(code, getMessage(), path.toString(), -1);
    if (cast != null) {
      made.initCause(cast);
    }
    return made;
  }
}
