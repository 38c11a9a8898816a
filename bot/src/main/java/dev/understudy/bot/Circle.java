package dev.understudy.bot;

import dev.understudy.ci.CircleCi;
import dev.understudy.ci.CircleCiProject;
import dev.understudy.failure.Problem;
import dev.understudy.forge.RepositoryName;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * CircleCI as this server may use it.
 *
 * @param client null where the server has no token
 * @param projects the project of each repository, as the server's settings name them
 * @param pace how often CircleCI is asked while it sends nothing
 */
record Circle(
    @Nullable CircleCi client,
    Function<RepositoryName, Optional<CircleCiProject>> projects,
    Duration pace) {
  /** A project that a repository may use, and what asks for it. */
  record Access(CircleCi client, CircleCiProject project) {}

  /**
   * The project that a repository's configuration names.
   *
   * @throws Problem where the server has no token, or does not let the repository use that project
   */
  Access access(RepositoryName repository, String slug) {
    if (client == null) {
      throw Problem.usage(
          "CircleCI cannot be asked, because the server has no `UNDERSTUDY_CIRCLECI_TOKEN`: whoever"
              + " runs Understudy has to set it");
    }
    CircleCiProject project = projects.apply(repository).orElse(null);
    if (project == null || !project.slug().equals(slug)) {
      throw Problem.usage(
          "the server's `UNDERSTUDY_CIRCLECI_PROJECTS` does not let this repository use CircleCI's"
              + " `"
              + slug
              + "`: whoever runs Understudy has to add `"
              + repository
              + "="
              + slug
              + "`");
    }
    return new Access(client, project);
  }
}
