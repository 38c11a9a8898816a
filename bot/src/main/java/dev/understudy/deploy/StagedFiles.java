package dev.understudy.deploy;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.plan.StagedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the staged copies of a plan as files, each whole or not at all. */
public final class StagedFiles {
  private StagedFiles() {}

  /** A new folder that belongs to nobody else. */
  public static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("understudy-sql-");
    } catch (IOException e) {
      throw new Unavailable("no temporary folder can be made: " + e.getMessage(), e);
    }
  }

  /**
   * Writes every staged file below a folder.
   *
   * @param sources the repository's folder; a folder of its own keeps the originals as they are
   */
  public static void write(StageFlow.Planned planned, Path folder, Path sources) {
    for (StagedFile file : planned.files()) {
      Path target = folder.resolve(file.path()).normalize();
      if (!target.startsWith(folder)) {
        throw Problem.usage(file.path() + " would be written outside of " + sources);
      }
      try {
        Files.createDirectories(target.getParent());
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.writeString(part, file.content());
        Files.move(
            part,
            target,
            java.nio.file.StandardCopyOption.REPLACE_EXISTING,
            java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new Unavailable(target + " cannot be written: " + e.getMessage(), e);
      }
    }
  }

  /** Removes the originals of what was staged, with folders that become empty. */
  public static void removeOriginals(StageFlow.Planned planned, Path folder) {
    for (StagedFile file : planned.files()) {
      Path original = folder.resolve(file.original());
      try {
        Files.deleteIfExists(original);
        for (Path up = original.getParent();
            up != null && up.startsWith(folder) && !up.equals(folder) && isEmpty(up);
            up = up.getParent()) {
          Files.delete(up);
        }
      } catch (IOException e) {
        throw new Unavailable(original + " cannot be removed: " + e.getMessage(), e);
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var entries = Files.list(folder)) {
      List<Path> all = entries.toList();
      return all.isEmpty();
    }
  }
}
