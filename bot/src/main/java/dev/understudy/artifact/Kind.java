package dev.understudy.artifact;

/** What an artifact is in BigQuery. */
public enum Kind {
  ROUTINE("routine"),
  PROCEDURE("procedure"),
  TABLE("table"),
  VIEW("view"),
  MATERIALIZED_VIEW("materialized-view"),
  EXTERNAL_TABLE("external-table");

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  /** The word that reports and JSON use. */
  public String label() {
    return label;
  }

  /** Functions and procedures live in another namespace than tables and views. */
  public boolean isRoutine() {
    return this == ROUTINE || this == PROCEDURE;
  }
}
