package dev.understudy.forge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check on a commit ("Check runs", docs.github.com).
 *
 * @param externalId ours, the same on every retry, so that a check whose creation was not answered
 *     is found again
 * @param conclusion null while it is running
 * @param detailsUrl where the run can be read, or null
 * @param buttons at most three
 */
public record CheckRun(
    String name,
    String sha,
    String externalId,
    @Nullable Conclusion conclusion,
    String title,
    String summary,
    @Nullable String detailsUrl,
    List<Annotation> annotations,
    List<Button> buttons) {
  /** The most characters of a summary ("Check runs", docs.github.com). */
  public static final int SUMMARY_LIMIT = 65_535;

  public CheckRun {
    annotations = List.copyOf(annotations);
    buttons = List.copyOf(buttons);
  }

  /** How it ended. */
  public enum Conclusion {
    SUCCESS,
    FAILURE,
    NEUTRAL,
    CANCELLED,
    ACTION_REQUIRED
  }

  /** A remark at a place of the change; lines count from 1. */
  public record Annotation(String path, int line, Level level, String title, String message) {
    /** How grave. */
    public enum Level {
      NOTICE,
      WARNING,
      FAILURE
    }
  }

  /**
   * A button on the check's page.
   *
   * @param label at most 20 characters
   * @param description at most 40 characters
   * @param identifier at most 20 characters; comes back in {@code check_run.requested_action}
   */
  public record Button(String label, String description, String identifier) {}
}
