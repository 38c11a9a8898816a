package dev.understudy.bot;

import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.DeploymentState;
import dev.understudy.forge.PullRequest;
import dev.understudy.job.Turn;
import dev.understudy.plan.Finding;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Json;
import dev.understudy.report.Outcome;
import dev.understudy.report.comment.Comment;
import dev.understudy.report.comment.Conclusion;
import dev.understudy.report.comment.PullRequestReport;
import dev.understudy.report.comment.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The rehearsal of a pull request's head commit: plan, stage, tests, and what becomes of them. */
final class Rehearsal extends Scene {
  Rehearsal(
      Tools tools,
      Turn turn,
      PullRequest pull,
      Sources.@Nullable Opened opened,
      News news,
      Standing standing) {
    super(tools, turn, pull, opened, news, standing);
  }

  /** Stages the commit with all that it needs, and starts the team's tests of it. */
  Standing stage(Decision.Stage wanted) {
    if (opened().broken() != null) {
      return unreadable(opened().broken());
    }
    removeOlder(wanted.anew());
    String run = begun();
    standing = tools.publisher().checks(turn, standing, bare(run, new RunState.Staging(0, 0)));
    Optional<StageFlow.Planned> planned = planned(run);
    if (planned.isEmpty()) {
      return standing;
    }
    StagePlan plan = planned.get().plan();
    PullRequestReport report = report(run, planned.get());
    if (plan.members().isEmpty()) {
      RunState state = plan.hasErrors() ? new RunState.Failed() : new RunState.NothingToStage();
      return ended(run, report.with(state), null);
    }
    tellLive(report);
    Part part = part(plan, wanted.only());
    remember(run, plan);
    Outcome outcome = part.whole(plan, perform(run, planned.get(), part, report));
    if (outcome.unavailable()) {
      delay(run, report, outcome);
    }
    PullRequestReport done = report.with(outcome).with(PullRequestReport.ended(plan, outcome));
    if (done.conclusion() == Conclusion.SUCCESS) {
      turn.safePoint(news);
      standing = save(standing.tests(tools.tests().start(config(), pull, standing.stage())));
    }
    return ended(run, done.with(pipeline()), outcome);
  }

  private String begun() {
    String run = tools.runs().start(turn.lease(), pull.headSha(), suffix(pull));
    MDC.put("run", run);
    return run;
  }

  /** What is staged again: all of it, unless the rest was made of the very same files. */
  private Part part(StagePlan plan, List<Identifier> only) {
    Standing.Stage stage = standing.stage();
    String earlier =
        stage != null && stage.suffix().equals(plan.suffix()) && source().equals(stage.head())
            ? stage.outcome()
            : null;
    return only.isEmpty() || earlier == null || !tools.stages().holds(plan)
        ? Part.whole(plan)
        : Part.of(plan, only, OutcomeCodec.read(earlier));
  }

  /**
   * Before another commit is staged, nothing of the earlier one remains, and nothing of what
   * expired.
   *
   * @param anew nothing of this one either
   */
  private void removeOlder(boolean anew) {
    Standing.Stage old = standing.stage();
    boolean goes = anew || standing.expired(tools.clock().instant());
    if (old != null && (goes || !isHere(old))) {
      tools.stages().removeAll(turn, old);
      tools.stages().forgetDeployments(turn);
      standing = standing.stage(null).deployment(null);
    }
    standing = save(standing.tests(null).unhandled());
  }

  private boolean isHere(Standing.Stage stage) {
    return stage.suffix().equals(suffix(pull))
        && stage.project().equals(config().stage().project());
  }

  /**
   * Says what is wrong on the base branch, which the change may not even touch. The work is not
   * done: it is tried again whenever somebody looks.
   */
  private Standing unreadable(Problem problem) {
    removeOlder(false);
    tell(bare("", new RunState.Failed()).withFindings(List.of(finding(problem))));
    return standing;
  }

  /** Says what the commit waits for; of an earlier one nothing remains meanwhile. */
  Standing await(GeneratedSql.Waiting waiting, boolean anew) {
    removeOlder(anew);
    RunState state = new RunState.Waiting("CircleCI's workflow `" + waiting.workflow() + "`");
    tell(bare("", state).withNotes(GeneratedNotes.of(waiting)));
    return standing;
  }

  /**
   * Says why there is nothing to stage, until somebody or the workflow tries again.
   *
   * @param anew nothing of the commit's earlier stage remains either
   */
  Standing refuse(GeneratedSql.Failed failed, boolean anew) {
    removeOlder(anew);
    String run = begun();
    PullRequestReport report =
        bare(run, new RunState.Failed()).withFindings(List.of(finding(failed.why())));
    return ended(run, report.withNotes(GeneratedNotes.of(failed)), null);
  }

  private Optional<StageFlow.Planned> planned(String run) {
    try {
      return Optional.of(plan(tools.stages().production(turn, pull)));
    } catch (Problem problem) {
      PullRequestReport failed = bare(run, new RunState.Failed());
      ended(run, failed.withFindings(List.of(finding(problem))), null);
      return Optional.empty();
    }
  }

  private void remember(String run, StagePlan plan) {
    Instant expires = tools.clock().instant().plus(config().pullRequests().stageLife());
    standing =
        save(
            standing.stage(
                new Standing.Stage(
                    plan.suffix(),
                    pull.headSha(),
                    String.valueOf(plan.base()),
                    source(),
                    plan.stageProject(),
                    run,
                    expires,
                    plan.changed().stream().map(Change::id).map(Identifier::toString).toList(),
                    null,
                    pull.draft())));
  }

  private Outcome perform(
      String run, StageFlow.Planned planned, Part part, PullRequestReport report) {
    standing = save(standing.deployment(tools.stages().announce(turn, pull)));
    Live live = new Live(tools, turn, news, run, this::tellLive, report);
    return tools.stages().run(turn, planned, part, live);
  }

  /** BigQuery was away for some of it: told, and tried again without anybody. */
  private void delay(String run, PullRequestReport report, Outcome outcome) {
    String why =
        outcome.results().stream()
            .map(r -> r.message())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("BigQuery does not answer");
    PullRequestReport delayed = report.with(new RunState.Delayed(why, null));
    tell(delayed);
    finish(run, delayed, outcome);
    throw new Unavailable(why, null);
  }

  /** Tells how it ended and remembers that the commit's work is done. */
  private Standing ended(String run, PullRequestReport report, @Nullable Outcome outcome) {
    turn.safePoint(news);
    Standing.Stage stage = standing.stage();
    if (stage != null && outcome != null) {
      standing = save(standing.stage(stage.ended(OutcomeCodec.write(outcome))));
    }
    PullRequestReport last = stamped(report);
    tell(last);
    if (outcome != null) {
      boolean well = report.conclusion() != Conclusion.FAILURE;
      DeploymentState state = well ? DeploymentState.SUCCESS : DeploymentState.FAILURE;
      tools.stages().conclude(turn, standing, state, report.links());
    }
    finish(run, last, outcome);
    standing = save(standing.handled(pull).stopped(null));
    return standing;
  }

  /** Keeps what the pages show of a run: its closure, and what the pull request was told. */
  private void finish(String run, PullRequestReport report, @Nullable Outcome outcome) {
    StagePlan plan = report.plan();
    String json = "{}";
    if (plan != null) {
      json = Json.text(outcome == null ? Json.plan(plan) : Json.deploy(plan, outcome));
    }
    String told = Comment.render(report, opened().templates());
    tools.runs().finish(turn.lease(), run, report.state().label(), json, told);
  }

  /** Reads and checks a stranger's commit on a warehouse that needs no credential. */
  Standing analyse() {
    if (opened().broken() != null) {
      return unreadable(opened().broken());
    }
    removeOlder(false);
    String run = begun();
    Optional<StageFlow.Planned> planned = planned(run);
    if (planned.isEmpty()) {
      return standing;
    }
    PullRequestReport report = report(run, planned.get());
    StagePlan plan = planned.get().plan();
    boolean whole = CircleSql.rules(opened()) == null;
    if (plan.members().isEmpty() && !plan.hasErrors() && whole) {
      return ended(run, report.with(new RunState.NothingToStage()), null);
    }
    Outcome outcome = tools.stages().tryOut(turn, news, planned.get());
    List<Finding> found = new ArrayList<>(Live.failures(outcome));
    return ended(run, report.with(new RunState.Analysed()).withFindings(found), null);
  }
}
