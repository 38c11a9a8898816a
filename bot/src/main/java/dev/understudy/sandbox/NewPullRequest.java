package dev.understudy.sandbox;

import dev.understudy.forge.RepositoryName;
import org.jspecify.annotations.Nullable;

/**
 * A pull request that a person opens.
 *
 * @param baseRef null for the default branch
 * @param fork where the head branch is, or null for the repository itself
 */
public record NewPullRequest(
    String title,
    String headRef,
    String headSha,
    @Nullable String baseRef,
    boolean draft,
    @Nullable RepositoryName fork) {
  /** From a branch of the same repository into its default branch. */
  public static NewPullRequest of(String headRef, String headSha) {
    return new NewPullRequest("Change " + headRef, headRef, headSha, null, false, null);
  }

  /** With another title. */
  public NewPullRequest titled(String other) {
    return new NewPullRequest(other, headRef, headSha, baseRef, draft, fork);
  }

  /** Into another branch. */
  public NewPullRequest into(String branch) {
    return new NewPullRequest(title, headRef, headSha, branch, draft, fork);
  }

  /** Not ready for review. */
  public NewPullRequest asDraft() {
    return new NewPullRequest(title, headRef, headSha, baseRef, true, fork);
  }

  /** From a fork's branch. */
  public NewPullRequest from(RepositoryName other) {
    return new NewPullRequest(title, headRef, headSha, baseRef, draft, other);
  }
}
