package dev.understudy.bot;

import dev.understudy.config.RepositoryConfig;
import dev.understudy.deploy.Actor;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.job.Turn;
import dev.understudy.plan.Finding;
import dev.understudy.report.comment.Note;
import dev.understudy.report.comment.Pipeline;
import dev.understudy.report.comment.PullRequestReport;
import dev.understudy.report.comment.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pull request's head commit as one turn sees it: what is remembered of it, how it is planned,
 * and how people are told. Telling and saving change what is remembered.
 *
 * @see Rehearsal what is done with a commit
 * @see Revisit what is said of one that was rehearsed before
 */
abstract sealed class Scene permits Rehearsal, Revisit {
  final Tools tools;
  final Turn turn;
  final PullRequest pull;
  final Sources.@Nullable Opened opened;
  final News news;
  Standing standing;
  private final Instant started;

  Scene(
      Tools tools,
      Turn turn,
      PullRequest pull,
      Sources.@Nullable Opened opened,
      News news,
      Standing standing) {
    this.tools = tools;
    this.turn = turn;
    this.pull = pull;
    this.opened = opened;
    this.news = news;
    this.standing = standing;
    this.started = tools.clock().instant();
  }

  /** What ends in the names of a pull request's stage: no two commits of any two share it. */
  static String suffix(PullRequest pull) {
    return "pr" + pull.id().number() + "_" + pull.headSha().substring(0, 12);
  }

  /** The commit whose files are staged. */
  String source() {
    Standing.Generated known = standing.generatedFrom(pull);
    return known == null ? pull.headSha() : String.valueOf(known.commit());
  }

  StageFlow.Planned plan(Stages.Production production) {
    Sources.Opened source = tools.generated().open(pull, opened(), standing);
    return tools
        .sources()
        .plan(
            source,
            new Sources.Wanted(
                new Actor(
                    tools.installation(),
                    pull.id().repository().toString(),
                    pull.id().number(),
                    pull.headSha()),
                source.base(pull),
                source.head(pull),
                suffix(pull),
                production));
  }

  static Finding finding(Problem problem) {
    return Finding.error(null, problem.location(), String.valueOf(problem.getMessage()));
  }

  PullRequestReport bare(String run, RunState state) {
    return stamped(tools.reports().of(pull, pull.baseSha(), standing, state, started, run));
  }

  PullRequestReport report(String run, StageFlow.Planned planned) {
    PullRequestReport report = tools.reports().of(pull, standing, planned, started, run);
    List<Note> notes = new ArrayList<>(GeneratedNotes.of(pull, opened(), standing));
    notes.addAll(report.notes());
    return report.withNotes(notes);
  }

  PullRequestReport stamped(PullRequestReport report) {
    return tools.reports().stamped(report, standing, started);
  }

  @Nullable Pipeline pipeline() {
    Standing.Tests tests = standing.tests();
    return tests == null ? null : tests.shown();
  }

  void tell(PullRequestReport report) {
    standing =
        tools
            .publisher()
            .publish(
                turn, standing, report, opened().templates(), config().pullRequests().comments());
  }

  void tellLive(PullRequestReport report) {
    standing =
        tools
            .publisher()
            .comment(
                turn, standing, report, opened().templates(), config().pullRequests().comments());
  }

  RepositoryConfig config() {
    return opened().config();
  }

  Sources.Opened opened() {
    if (opened == null) {
      throw new IllegalStateException("a closed pull request is not rehearsed");
    }
    return opened;
  }

  Standing save(Standing changed) {
    return tools.standings().save(turn.lease(), changed);
  }
}
