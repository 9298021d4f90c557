package io.isobyte.internal;

/** A piece of memory that grows and is freed when nobody holds it any more. */
final class Block {
  /** Bytes behind the end that may be read. */
  private static final int SPARE = 16;

  private final Memory memory;
  private final int least;
  long address;
  long size;

  Block(int size) {
    memory = new Memory(Mem.allocate(size + SPARE));
    least = size;
    address = memory.address;
    this.size = size;
    Handle.CLEANER.register(this, memory);
  }

  /** Makes it at least so large; what it holds stays, if {@code keep}. */
  void ensure(long need, boolean keep) {
    if (need > size) {
      resize(Math.max(need, 2 * size), keep);
    }
  }

  void trim(int most) {
    if (size > most) {
      resize(least, false);
    }
  }

  private void resize(long to, boolean keep) {
    if (keep) {
      memory.address = Mem.grow(memory.address, size + SPARE, to + SPARE);
    } else {
      long fresh = Mem.allocate(to + SPARE);
      Mem.free(memory.address);
      memory.address = fresh;
    }
    address = memory.address;
    size = to;
  }

  /** What the cleaner frees: it must not know the block. */
  private static final class Memory implements Runnable {
    private volatile long address;

    Memory(long address) {
      this.address = address;
    }

    @Override
    public void run() {
      Mem.free(address);
    }
  }
}
