package dev.understudy.cli;

import dev.understudy.config.RepositoryConfig;
import dev.understudy.config.Settings;
import dev.understudy.failure.Problem;
import dev.understudy.source.GitRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The project that a repository's stages are made in, where nothing is planned. */
final class StageProject {
  private StageProject() {}

  /**
   * What the repository's configuration says, as its files stand or at HEAD of a bare repository;
   * the setting where it says nothing.
   *
   * @param folder null for the current one, which need not be in a repository
   * @throws Problem where the configuration is wrong, or the folder given is in no repository
   */
  static String of(@Nullable Path folder, Settings settings) {
    Optional<GitRepository> opened = open(folder);
    if (opened.isEmpty()) {
      return settings.stageProject();
    }
    try (GitRepository git = opened.get()) {
      return config(git, settings.stageProject()).stage().project();
    }
  }

  private static Optional<GitRepository> open(@Nullable Path folder) {
    if (folder != null) {
      return Optional.of(GitRepository.open(folder));
    }
    try {
      return Optional.of(GitRepository.open(Path.of("")));
    } catch (Problem _) {
      return Optional.empty();
    }
  }

  private static RepositoryConfig config(GitRepository git, String otherwise) {
    Optional<Path> workTree = git.workTree();
    if (workTree.isEmpty()) {
      return RepositoryConfig.read(git.tree(git.commit("HEAD")), otherwise);
    }
    Path file = workTree.get().resolve(RepositoryConfig.FILE);
    return Files.exists(file)
        ? RepositoryConfig.parse(ConfigCommand.Validate.read(file), file.toString(), otherwise)
        : RepositoryConfig.defaults(otherwise);
  }
}
