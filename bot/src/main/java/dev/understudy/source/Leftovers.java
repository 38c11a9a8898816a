package dev.understudy.source;

import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files below the folder of the mirrors that nobody needs. */
final class Leftovers {
  private Leftovers() {}

  /** The mirrors below a folder, in {@code owner/name.git}. */
  static List<Path> mirrors(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder, 2)) {
      return paths.filter(p -> p.toString().endsWith(".git") && Files.isDirectory(p)).toList();
    }
  }

  /** Removes half-received packs and the locks of processes that are gone. */
  static void reap(Path folder) throws IOException {
    for (Path mirror : mirrors(folder)) {
      try (Stream<Path> files = Files.walk(mirror)) {
        for (Path file : files.filter(Leftovers::isLeft).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isLeft(Path path) {
    String name = String.valueOf(path.getFileName());
    boolean object = path.toString().contains(".git/objects/");
    boolean part = name.startsWith("incoming_") || name.startsWith("noz") || name.endsWith(".keep");
    return Files.isRegularFile(path) && (name.endsWith(".lock") || (object && part));
  }

  /** Deletes a folder with all it holds; links are not followed. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new Unavailable(folder + " cannot be deleted: " + e.getMessage(), e);
    }
  }
}
