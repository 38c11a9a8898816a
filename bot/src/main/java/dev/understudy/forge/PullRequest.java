package dev.understudy.forge;

import org.jspecify.annotations.Nullable;

/**
 * A pull request as it stands now.
 *
 * @param author the login of who opened it
 * @param headSha the commit to rehearse, 40 hexadecimal digits
 * @param headRef the branch that the commits are on, without {@code refs/heads/}; in a fork, the
 *     fork's
 * @param baseRef the branch it is to be merged into, without {@code refs/heads/}
 * @param baseSha where that branch stood when the forge last looked
 * @param fork whether the commits come from another repository, or from one that is gone
 * @param mergeCommit the commit that the merge made, or null
 */
public record PullRequest(
    PullRequestId id,
    State state,
    boolean draft,
    String title,
    String author,
    String headSha,
    String headRef,
    String baseRef,
    String baseSha,
    boolean fork,
    @Nullable String mergeCommit) {
  /** The same when another commit was its head. */
  public PullRequest at(String sha) {
    return new PullRequest(
        id, state, draft, title, author, sha, headRef, baseRef, baseSha, fork, mergeCommit);
  }

  /** Where it is in its life. */
  public enum State {
    OPEN,
    CLOSED,
    MERGED
  }
}
