package dev.understudy.report.comment;

import dev.understudy.plan.Finding;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one commit of a pull request. The comment, the checks and the pages are
 * written from this value and nothing else.
 *
 * @param plan what the rehearsal is; null before it is known
 * @param outcome what became of it; null before it ended
 * @param findings what should be said beyond the plan's findings, such as of the configuration
 * @param pipeline the team's own tests; null where none are run
 */
public record PullRequestReport(
    Subject subject,
    RunState state,
    Stamp stamp,
    Links links,
    @Nullable StagePlan plan,
    @Nullable Outcome outcome,
    List<Finding> findings,
    @Nullable Pipeline pipeline,
    List<Note> notes) {
  public PullRequestReport {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /** The least that can be said. */
  public static PullRequestReport of(Subject subject, RunState state, Stamp stamp) {
    return new PullRequestReport(
        subject, state, stamp, Links.NONE, null, null, List.of(), null, List.of());
  }

  /** What a finished run comes to: a plan without errors that was carried out whole is staged. */
  public static RunState ended(StagePlan plan, Outcome outcome) {
    if (outcome.cancelled()) {
      return new RunState.Cancelled(null);
    }
    return outcome.complete() && !plan.hasErrors() ? new RunState.Staged() : new RunState.Failed();
  }

  /** In another state. */
  public PullRequestReport with(RunState other) {
    return new PullRequestReport(
        subject, other, stamp, links, plan, outcome, findings, pipeline, notes);
  }

  /** Written by another run, or at another time. */
  public PullRequestReport with(Stamp other) {
    return new PullRequestReport(
        subject, state, other, links, plan, outcome, findings, pipeline, notes);
  }

  /** With places where more can be read. */
  public PullRequestReport with(Links other) {
    return new PullRequestReport(
        subject, state, stamp, other, plan, outcome, findings, pipeline, notes);
  }

  /** With its plan. */
  public PullRequestReport with(@Nullable StagePlan other) {
    return new PullRequestReport(
        subject, state, stamp, links, other, outcome, findings, pipeline, notes);
  }

  /** With its outcome. */
  public PullRequestReport with(@Nullable Outcome other) {
    return new PullRequestReport(
        subject, state, stamp, links, plan, other, findings, pipeline, notes);
  }

  /** With the team's own tests. */
  public PullRequestReport with(@Nullable Pipeline other) {
    return new PullRequestReport(
        subject, state, stamp, links, plan, outcome, findings, other, notes);
  }

  /** With other findings. */
  public PullRequestReport withFindings(List<Finding> other) {
    return new PullRequestReport(
        subject, state, stamp, links, plan, outcome, other, pipeline, notes);
  }

  /** With other notes. */
  public PullRequestReport withNotes(List<Note> other) {
    return new PullRequestReport(
        subject, state, stamp, links, plan, outcome, findings, pipeline, other);
  }

  /** What the required check says. A stage whose tests still run is not yet a success. */
  public Conclusion conclusion() {
    return switch (state) {
      case RunState.Queued _, RunState.Waiting _, RunState.Staging _, RunState.Delayed _ ->
          Conclusion.PENDING;
      case RunState.Staged _ ->
          pipeline == null ? Conclusion.SUCCESS : pipeline.state().conclusion();
      case RunState.Failed _ -> Conclusion.FAILURE;
      case RunState.Analysed _ -> hasErrors() ? Conclusion.FAILURE : Conclusion.ACTION_REQUIRED;
      case RunState.NothingToStage _ -> Conclusion.SUCCESS;
      case RunState.Removed removed -> standing(removed);
      case RunState.Cancelled _ -> Conclusion.CANCELLED;
      case RunState.Broken _ -> Conclusion.ACTION_REQUIRED;
    };
  }

  /** Nobody gets past a required check by taking the stage away. */
  private static Conclusion standing(RunState.Removed removed) {
    return switch (removed.because()) {
      case MERGED, CLOSED -> Conclusion.NEUTRAL;
      case EXPIRED, ASKED, DRAFT, SUPERSEDED ->
          removed.stands() == null || removed.stands() == Conclusion.PENDING
              ? Conclusion.ACTION_REQUIRED
              : removed.stands();
    };
  }

  /** The verdict in one line of plain text. */
  public String headline() {
    return Headline.of(this).replace("`", "");
  }

  boolean hasErrors() {
    return (plan != null && plan.hasErrors())
        || findings.stream().anyMatch(f -> f.severity() == Finding.Severity.ERROR);
  }
}
