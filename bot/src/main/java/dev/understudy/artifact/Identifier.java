package dev.understudy.artifact;

import dev.understudy.failure.Problem;
import java.util.List;

/**
 * The full name of an artifact, {@code project.dataset.name} without quotes. A wildcard table keeps
 * its {@code *} at the end of the name.
 */
public record Identifier(String project, String dataset, String name)
    implements Comparable<Identifier> {
  /** Refuses empty parts. */
  public Identifier {
    if (project.isEmpty() || dataset.isEmpty() || name.isEmpty()) {
      throw Problem.usage(
          "expected project.dataset.name but read `" + project + "." + dataset + "." + name + "`");
    }
  }

  /**
   * Reads {@code project.dataset.name}. A domain-scoped project ({@code example.com:p}) is taken as
   * it stands.
   *
   * @throws Problem where the text is not of three parts
   */
  public static Identifier parse(String text) {
    String[] parts = text.replace("`", "").split("\\.", -1);
    int n = parts.length;
    if (n < 3) {
      throw Problem.usage("expected project.dataset.name but read `" + text + "`");
    }
    String project = String.join(".", List.of(parts).subList(0, n - 2));
    return new Identifier(project, parts[n - 2], parts[n - 1]);
  }

  /** Whether this names a set of tables ({@code events_*}). */
  public boolean isWildcard() {
    return name.endsWith("*");
  }

  /** Whether a wildcard matches a table: same dataset, and the name starts with the prefix. */
  public boolean matches(Identifier table) {
    return isWildcard()
        && project.equals(table.project)
        && dataset.equals(table.dataset)
        && table.name.startsWith(name.substring(0, name.length() - 1));
  }

  @Override
  public int compareTo(Identifier other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return project + "." + dataset + "." + name;
  }
}
