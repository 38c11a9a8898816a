package dev.understudy.report.comment;

/**
 * Which commit of which pull request a report is about.
 *
 * @param repository {@code owner/name}
 * @param sha the commit that is rehearsed, 40 hexadecimal digits
 * @param baseSha the commit it is compared with, 40 hexadecimal digits
 */
public record Subject(String repository, int number, String sha, String baseSha) {
  /** Refuses what is no commit: it becomes part of the hidden marker and of addresses. */
  public Subject {
    if (!sha.matches("[0-9a-f]{40}") || !baseSha.matches("[0-9a-f]{40}")) {
      throw new IllegalArgumentException("a commit is named by 40 hexadecimal digits");
    }
    if (!repository.matches("[A-Za-z0-9-]+/[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException("a repository is named owner/name");
    }
  }

  String shortSha() {
    return sha.substring(0, 7);
  }

  String shortBase() {
    return baseSha.substring(0, 7);
  }
}
