package dev.understudy.forge;

import dev.understudy.failure.Problem;
import java.util.regex.Pattern;

/**
 * A repository's {@code owner/name}, checked: it becomes part of addresses, labels and rows.
 *
 * @param owner a user or an organization: letters, digits and hyphens, and underscores where an
 *     enterprise manages its users
 * @param name letters, digits, {@code . - _}
 */
public record RepositoryName(String owner, String name) {
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,38}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  public RepositoryName {
    if (!OWNER.matcher(owner).matches() || !NAME.matcher(name).matches() || name.matches("\\.+")) {
      throw Problem.of("a repository is named `owner/name`, with letters, digits and `.-_`");
    }
  }

  /**
   * Reads {@code owner/name}.
   *
   * @throws Problem where it is not of that form
   */
  public static RepositoryName of(String fullName) {
    int slash = fullName.indexOf('/');
    return new RepositoryName(
        slash < 0 ? "" : fullName.substring(0, slash), fullName.substring(slash + 1));
  }

  /** {@code owner/name}. */
  @Override
  public String toString() {
    return owner + "/" + name;
  }
}
