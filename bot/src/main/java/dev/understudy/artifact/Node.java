package dev.understudy.artifact;

/**
 * A name in one of a dataset's two namespaces: BigQuery lets a routine and a table have the same
 * name.
 */
public record Node(Identifier id, boolean routine) implements Comparable<Node> {
  /** A table, view or materialized view. */
  public static Node table(Identifier id) {
    return new Node(id, false);
  }

  /** A function or procedure. */
  public static Node routine(Identifier id) {
    return new Node(id, true);
  }

  /** An {@code INFORMATION_SCHEMA} view: no artifact, it exists with its dataset or region. */
  public boolean isInformationSchema() {
    return !routine && id.dataset().equals("INFORMATION_SCHEMA");
  }

  @Override
  public int compareTo(Node other) {
    int byId = id.compareTo(other.id);
    return byId != 0 ? byId : Boolean.compare(routine, other.routine);
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
