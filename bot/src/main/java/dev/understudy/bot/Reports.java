package dev.understudy.bot;

import dev.understudy.config.RepositoryConfig;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.comment.Links;
import dev.understudy.report.comment.Note;
import dev.understudy.report.comment.PullRequestReport;
import dev.understudy.report.comment.RunState;
import dev.understudy.report.comment.Stamp;
import dev.understudy.report.comment.Subject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes reports about one pull request.
 *
 * @param standings of all pull requests: others may change the same artifacts
 * @param publicUrl where people reach this server's pages, or null
 * @param web where the forge shows files
 * @param console whether the stage can be looked at in the Google Cloud console
 */
record Reports(
    InstantSource clock, Standings standings, @Nullable URI publicUrl, URI web, boolean console) {

  /** A report of where a commit stands when no run is under way. */
  PullRequestReport of(PullRequest pull, Standing standing, RunState state) {
    Standing.Stage stage = standing.stage();
    String base = stage == null ? pull.baseSha() : stage.base();
    return of(pull, base, standing, state, null, stage == null ? "" : stage.run());
  }

  /**
   * A report of a run.
   *
   * @param base the commit that the change is compared with
   * @param started when the run began, or null where none is under way
   */
  PullRequestReport of(
      PullRequest pull,
      String base,
      Standing standing,
      RunState state,
      @Nullable Instant started,
      String run) {
    Subject subject =
        new Subject(pull.id().repository().toString(), pull.id().number(), pull.headSha(), base);
    boolean gone = state instanceof RunState.Removed;
    Stamp stamp = stamp(run, gone ? standing.stage(null) : standing, started);
    return PullRequestReport.of(subject, state, stamp).with(links(pull, standing, run, null));
  }

  /** A report of a run whose plan is known. */
  PullRequestReport of(
      PullRequest pull, Standing standing, StageFlow.Planned planned, Instant started, String run) {
    StagePlan plan = planned.plan();
    String base = plan.base() == null ? pull.baseSha() : plan.base();
    int total = plan.members().size();
    return of(pull, base, standing, new RunState.Staging(0, total), started, run)
        .with(plan)
        .with(links(pull, standing, run, plan))
        .withNotes(notes(pull, planned));
  }

  private List<Note> notes(PullRequest pull, StageFlow.Planned planned) {
    List<Note> notes = new ArrayList<>();
    planned.notes().forEach(text -> notes.add(new Note.Said(Note.Level.NOTE, text)));
    if (planned.configChanged()) {
      notes.add(configuration(planned));
    }
    notes.addAll(standings.alsoChanged(pull.id(), planned.plan()));
    return notes;
  }

  private static Note configuration(StageFlow.Planned planned) {
    try {
      RepositoryConfig.read(planned.head().tree(), planned.head().config().stage().project());
      return new Note.ConfigurationLater(RepositoryConfig.FILE);
    } catch (Problem broken) {
      return new Note.BrokenConfiguration(broken.location(), String.valueOf(broken.getMessage()));
    }
  }

  /** The same report, written now. */
  PullRequestReport stamped(PullRequestReport report, Standing standing, Instant started) {
    return report.with(stamp(report.stamp().run(), standing, started));
  }

  private Stamp stamp(String run, Standing standing, @Nullable Instant started) {
    Instant now = clock.instant();
    Standing.Stage stage = standing.stage();
    return new Stamp(
        run,
        standing.sequence(),
        now,
        started == null ? null : Duration.between(started, now),
        stage == null ? null : stage.expires());
  }

  /** Where more can be read. */
  Links links(PullRequest pull, Standing standing, String run, @Nullable StagePlan plan) {
    return new Links(
        page(run),
        files(pull, standing),
        plan == null || !console ? Map.of() : Links.console(plan.datasets()));
  }

  /** Where the files are shown that are told of, or null where the forge does not have them. */
  private @Nullable String files(PullRequest pull, Standing standing) {
    Standing.Generated generated = standing.generatedFrom(pull);
    String commit = generated == null ? pull.headSha() : generated.published();
    return commit == null || !web.toString().startsWith("http")
        ? null
        : web + "/" + pull.id().repository() + "/blob/" + commit + "/";
  }

  /** The page of a run, or null. */
  @Nullable String page(String run) {
    return publicUrl == null || run.isEmpty()
        ? null
        : publicUrl.toString().replaceFirst("/*$", "") + "/runs/" + run;
  }
}
