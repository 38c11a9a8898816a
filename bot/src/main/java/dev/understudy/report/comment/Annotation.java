package dev.understudy.report.comment;

/**
 * A remark at a place of the change.
 *
 * @param line counts from 1
 * @param title a few words that name the kind of remark
 */
public record Annotation(String path, int line, Level level, String title, String message) {
  /** How grave. */
  public enum Level {
    NOTICE,
    WARNING,
    FAILURE
  }
}
