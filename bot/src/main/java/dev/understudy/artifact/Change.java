package dev.understudy.artifact;

import org.jspecify.annotations.Nullable;

/**
 * How one artifact differs from what production runs.
 *
 * @param path its main file, of the older side where it was removed
 * @param detail what changed beyond the statement, in words, or null
 * @param staged whether the change calls for a rehearsal
 */
public record Change(
    Identifier id, Kind kind, String path, Type type, @Nullable String detail, boolean staged) {
  /** The kinds of change. */
  public enum Type {
    ADDED("added"),
    MODIFIED("modified"),
    REMOVED("removed"),
    FORMATTING_ONLY("formatting-only");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    /** The word that reports and JSON use. */
    public String label() {
      return label;
    }
  }

  /** Its name with its namespace. */
  public Node node() {
    return new Node(id, kind.isRoutine());
  }
}
