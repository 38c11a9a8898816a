package dev.understudy.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A commit that is to be made of files that git does not bring, so that they can be compared like
 * any other commit. It exists in the bare copy alone; made again of the same, it has the same id.
 *
 * @param parents what it is said to come from, which decides what it is compared with
 * @param ref the name that keeps it, below {@code refs/understudy/}; moved where it exists
 */
public record Graft(Files files, List<String> parents, String message, String ref) {
  public Graft {
    parents = List.copyOf(parents);
  }

  /** Where its files are. */
  public sealed interface Files {
    /** In another commit of the same copy. */
    record OfCommit(String commit) implements Files {}

    /** In a {@code .tar.gz}, whose root becomes the commit's. */
    record TarGz(Path file) implements Files {}

    /** On this machine's disk, each under another path than in the commit. */
    record OnDisk(Map<String, Path> byPath) implements Files {
      public OnDisk {
        byPath = Map.copyOf(byPath);
      }
    }
  }
}
