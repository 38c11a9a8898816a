package dev.understudy.forge.github;

import dev.understudy.failure.Secret;
import dev.understudy.forge.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.github.GHMyself;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHub;

/** A person's token, which is the same everywhere. */
final class TokenAccounts implements Accounts {
  private static final int PAGE = 100;

  private final Secret token;
  private final Access access;

  TokenAccounts(Secret token, Access access) {
    this.token = token;
    this.access = access;
  }

  @Override
  public Access in(RepositoryName repository) {
    return access;
  }

  @Override
  public Access inTeamsOf(String organization) {
    return access;
  }

  @Override
  public Secret cloning(RepositoryName repository) {
    return token;
  }

  @Override
  public long userId(RepositoryName repository) {
    return Refusals.told("read who the token belongs to", "a token of a user", () -> me().getId());
  }

  @Override
  public List<RepositoryName> repositories() {
    return Refusals.told(
        "list the token's repositories",
        "access to repositories",
        () ->
            access
                .kohsuke()
                .call(
                    _ -> {
                      List<RepositoryName> names = new ArrayList<>();
                      for (GHRepository each :
                          me().listRepositories(PAGE, GHMyself.RepositoryListFilter.ALL)) {
                        names.add(RepositoryName.of(each.getFullName()));
                      }
                      return names;
                    }));
  }

  /** The library asks once. */
  private GHMyself me() {
    return access.kohsuke().call(GitHub::getMyself);
  }
}
