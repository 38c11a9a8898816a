package dev.understudy.forge.github;

import dev.understudy.failure.Secret;
import dev.understudy.forge.RepositoryName;
import java.util.List;

/** Who we are, and how we may ask, to each part of GitHub. */
sealed interface Accounts permits AppAccounts, TokenAccounts {
  /** To read and write in a repository. */
  Access in(RepositoryName repository);

  /** To read who is in an organization's teams. */
  Access inTeamsOf(String organization);

  /** To fetch a repository's commits, and nothing more. */
  Secret cloning(RepositoryName repository);

  /** The id of the user that our comments, reactions, statuses and deployments are by. */
  long userId(RepositoryName repository);

  /** What we may see. */
  List<RepositoryName> repositories();
}
