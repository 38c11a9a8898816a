package dev.understudy.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.forge.CheckRun;
import dev.understudy.forge.RepositoryName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHCommitState;

/**
 * Commit statuses, which have a name and a sentence and neither annotations nor buttons. The newest
 * of a name counts, so writing one twice does no harm.
 *
 * @see <a href="https://docs.github.com/en/rest/commits/statuses">Commit statuses</a>
 */
final class CommitStatuses implements Checks {
  private static final String NEEDS = "Commit statuses: write";
  private static final int DESCRIPTION = 140;

  private final Accounts accounts;

  CommitStatuses(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Not with the library, which asks at an address that GitHub no longer describes. */
  @Override
  public Optional<Long> find(RepositoryName repository, CheckRun check) {
    long us = accounts.userId(repository);
    String path = "/repos/" + repository + "/commits/" + check.sha() + "/statuses?per_page=100";
    return Refusals.told(
        "find the status `" + check.name() + "` on " + repository,
        NEEDS,
        () -> {
          Optional<Long> found = Optional.empty();
          for (JsonNode each : accounts.in(repository).rest().list(path)) {
            boolean ours = each.at("/creator/id").asLong(-1) == us;
            if (found.isEmpty() && ours && each.path("context").asText().equals(check.name())) {
              found = Optional.of(GitHubRest.number(each, "/id"));
            }
          }
          return found;
        });
  }

  @Override
  public long write(RepositoryName repository, @Nullable Long id, CheckRun check) {
    Kohsuke kohsuke = accounts.in(repository).kohsuke();
    return Refusals.told(
        "write the status `" + check.name() + "` on " + repository,
        NEEDS,
        () ->
            kohsuke.call(
                _ ->
                    kohsuke
                        .repository(repository)
                        .createCommitStatus(
                            check.sha(),
                            state(check.conclusion()),
                            check.detailsUrl(),
                            Checks.cut(check.title(), DESCRIPTION),
                            check.name())
                        .getId()));
  }

  private static GHCommitState state(CheckRun.@Nullable Conclusion conclusion) {
    if (conclusion == null) {
      return GHCommitState.PENDING;
    }
    return switch (conclusion) {
      case SUCCESS, NEUTRAL -> GHCommitState.SUCCESS;
      case FAILURE -> GHCommitState.FAILURE;
      case CANCELLED -> GHCommitState.ERROR;
      case ACTION_REQUIRED -> GHCommitState.PENDING;
    };
  }
}
