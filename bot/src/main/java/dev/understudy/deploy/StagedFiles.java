package dev.understudy.deploy;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.plan.StagedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
    Path real = real(folder);
    for (StagedFile file : planned.files()) {
      Path target = inside(real, file.path(), sources);
      try {
        write(target, file.content());
      } catch (IOException e) {
        throw new Unavailable(target + " cannot be written: " + e.getMessage(), e);
      }
    }
  }

  private static void write(Path target, String content) throws IOException {
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      Files.writeString(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw new Unavailable(folder + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** A link in the repository may lead anywhere: nothing is written or removed through one. */
  private static Path inside(Path folder, String path, Path sources) {
    Path target = folder.resolve(path).normalize();
    boolean inside = target.startsWith(folder) && !target.equals(folder);
    for (Path up = target.getParent();
        inside && up != null && !up.equals(folder);
        up = up.getParent()) {
      inside = !Files.isSymbolicLink(up);
    }
    if (!inside) {
      throw Problem.usage(path + " leads outside of " + sources + "; it is not touched");
    }
    return target;
  }

  /** Removes the originals of what was staged, with folders that become empty. */
  public static void removeOriginals(StageFlow.Planned planned, Path folder) {
    Path real = real(folder);
    for (StagedFile file : planned.files()) {
      Path original = inside(real, file.original(), folder);
      try {
        Files.deleteIfExists(original);
        for (Path up = original.getParent();
            up != null && up.startsWith(real) && !up.equals(real) && isEmpty(up);
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
