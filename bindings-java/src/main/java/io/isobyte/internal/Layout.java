package io.isobyte.internal;

/** Where the values of each shape lie, as the core decided. */
final class Layout {
  private final int[] slots;
  private final int[][] fields;

  /** From sizes of slots, numbers of fields and their places, one shape behind the other. */
  Layout(int[] numbers, int shapes) {
    slots = new int[shapes];
    fields = new int[shapes][];
    int at = 0;
    for (int shape = 0; shape < shapes; shape++) {
      slots[shape] = numbers[at++];
      fields[shape] = new int[numbers[at++]];
      for (int i = 0; i < fields[shape].length; i++) {
        fields[shape][i] = numbers[at++];
      }
    }
  }

  int slot(int shape) {
    return slots[shape];
  }

  /** From one item or entry's value to the next. */
  int stride(int shape) {
    return (slots[shape] + 7) & ~7;
  }

  int[] fields(int shape) {
    return fields[shape];
  }
}
