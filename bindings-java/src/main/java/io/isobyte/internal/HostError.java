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
  private final transient ArrayDeque<String> steps = new ArrayDeque<>();

  /** The slot of the value that is wrong, from which the one that holds it tells the step. */
  int at;

  HostError(ErrorCode code, String message, int at) {
    super(message, null, false, false);
    this.code = code;
    this.at = at;
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
    return IsobyteException.of(code, getMessage(), path.toString(), -1);
  }
}
