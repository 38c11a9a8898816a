package dev.understudy.forge;

/** A pull request: {@code owner/name#number}. Number 0 stands for the repository itself. */
public record PullRequestId(RepositoryName repository, int number) {
  /** {@code owner/name#number}. */
  @Override
  public String toString() {
    return repository + "#" + number;
  }
}
