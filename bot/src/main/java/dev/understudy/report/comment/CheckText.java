package dev.understudy.report.comment;

import java.util.List;

/**
 * One check as it should stand on the commit; whoever writes it maps it to the forge's own.
 *
 * @param name {@code understudy / stage} is the one to require, the others inform
 * @param summary Markdown, at most {@link #SUMMARY_LIMIT} characters
 * @param annotations only the required check has them: the forge shows those of every check
 */
public record CheckText(
    String name,
    Conclusion conclusion,
    String title,
    String summary,
    List<Annotation> annotations,
    List<Button> buttons) {
  /** The most characters of a summary ("Check runs", docs.github.com). */
  public static final int SUMMARY_LIMIT = 65_535;

  /** The check that branch protection should require. */
  public static final String STAGE = "understudy / stage";

  /** What the change needs, and whether it can be had. */
  public static final String CLOSURE = "understudy / closure";

  /** What BigQuery said when the stage was made. */
  public static final String DEPLOY = "understudy / deploy";

  /** The team's own tests. */
  public static final String PIPELINE = "understudy / pipeline";

  public CheckText {
    annotations = List.copyOf(annotations);
    buttons = List.copyOf(buttons);
  }

  /** Every check that a report calls for, the one to require first. */
  public static List<CheckText> of(PullRequestReport report) {
    return Checks.of(report);
  }

  /** Tells two sets of checks apart that differ in more than when they were written. */
  public static String fingerprint(PullRequestReport report) {
    return Comment.digest(of(report.with(report.stamp().timeless())).toString());
  }

  /**
   * A button on the check's page.
   *
   * @param label at most 20 characters
   * @param description at most 40 characters
   * @param identifier at most 20 characters; comes back in {@code check_run.requested_action}
   */
  public record Button(String label, String description, String identifier) {
    /** Stages the commit once more. */
    public static final Button RESTAGE =
        new Button("Re-stage", "Make the stage of this commit again", "restage");

    /** Removes the stage. */
    public static final Button CLEAN =
        new Button("Clean", "Remove this pull request's stage", "clean");
  }
}
