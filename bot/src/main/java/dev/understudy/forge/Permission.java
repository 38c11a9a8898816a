package dev.understudy.forge;

/**
 * What a person may do to a repository, least first ("Repository roles for an organization",
 * docs.github.com).
 */
public enum Permission {
  NONE,
  READ,
  TRIAGE,
  WRITE,
  MAINTAIN,
  ADMIN;

  /** Whether it includes another. */
  public boolean includes(Permission other) {
    return compareTo(other) >= 0;
  }
}
