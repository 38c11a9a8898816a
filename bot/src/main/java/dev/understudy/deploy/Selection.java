package dev.understudy.deploy;

import dev.understudy.failure.Problem;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which change is rehearsed: two commits, a branch against its baseline, or paths.
 *
 * @param repository the folder of the repository
 * @param base the commit compared with, or null
 * @param head the commit rehearsed; null means HEAD, or for paths the files as they stand
 * @param baseline a branch that mirrors production, or null
 * @param paths files or folders of artifacts, relative to the repository's root or absolute
 */
public record Selection(
    Path repository,
    @Nullable String base,
    @Nullable String head,
    @Nullable String baseline,
    List<String> paths) {
  public Selection {
    paths = List.copyOf(paths);
    int ways = (base != null ? 1 : 0) + (baseline != null ? 1 : 0) + (paths.isEmpty() ? 0 : 1);
    if (ways == 0) {
      throw Problem.usage(
          "say what changed: --base REV (and --head REV), --baseline BRANCH, or the changed paths");
    }
    if (ways > 1) {
      throw Problem.usage("--base, --baseline and paths exclude each other: give one of them");
    }
  }
}
