package io.isobyte.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Finds the native library, in the jar or where {@code isobyte.library.path} says, and loads it.
 */
final class Library {
  /** The system property that names the library's file, or the folder that holds it. */
  private static final String PROPERTY = "isobyte.library.path";

  private Library() {}

  static void load() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new UnsatisfiedLinkError("isobyte needs a little-endian machine");
    }
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      Path path = Path.of(given);
      if (Files.isDirectory(path)) {
        path = path.resolve(System.mapLibraryName("isobyte_jni"));
      }
      if (!Files.isRegularFile(path)) {
        throw new UnsatisfiedLinkError(PROPERTY + " names " + path + ", where there is no file");
      }
      System.load(path.toAbsolutePath().toString());
      return;
    }
    String name = System.mapLibraryName("isobyte_jni");
    String resource = "/META-INF/native/" + platform() + "/" + name;
    try (InputStream in = Library.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new UnsatisfiedLinkError(
            "the jar of isobyte has no native library for "
                + platform()
                + " (looked for "
                + resource
                + "); build one and name it by -D"
                + PROPERTY
                + "=FILE");
      }
      // Only the owner may read or write the new directory, so nobody can change what is loaded.
      Path folder = Files.createTempDirectory("isobyte");
      Path file = folder.resolve(name);
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      Files.copy(in, file);
      System.load(file.toString());
      removeLoaded(file, folder);
    } catch (IOException e) {
      UnsatisfiedLinkError error =
          new UnsatisfiedLinkError("the native library of isobyte could not be unpacked: " + e);
      error.initCause(e);
      throw error;
    }
  }

  /** A loaded library needs its file no more, where the system allows that. */
  private static void removeLoaded(Path file, Path folder) {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // Windows keeps it until the process ends; then it is deleted on exit, or stays.
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "mac" : os.startsWith("windows") ? "windows" : "linux";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return system
        + "-"
        + (arch.equals("x86_64") ? "amd64" : arch.equals("arm64") ? "aarch64" : arch);
  }
}
