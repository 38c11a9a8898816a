package dev.understudy.bot;

import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.config.RepositoryConfig;
import dev.understudy.deploy.Actor;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.DeploymentState;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Command;
import dev.understudy.job.Turn;
import dev.understudy.plan.Finding;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Foreign;
import dev.understudy.report.Json;
import dev.understudy.report.Outcome;
import dev.understudy.report.comment.Conclusion;
import dev.understudy.report.comment.Note;
import dev.understudy.report.comment.Pipeline;
import dev.understudy.report.comment.PullRequestReport;
import dev.understudy.report.comment.RunState;
import dev.understudy.store.InboxRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rehearsal of a pull request's head commit: plan, stage, tests, and what is told of them. */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

  private final Tools tools;
  private final Turn turn;
  private final PullRequest pull;
  private final Sources.@Nullable Opened opened;
  private final Instant started;
  private Standing standing;

  Rehearsal(
      Tools tools,
      Turn turn,
      PullRequest pull,
      Sources.@Nullable Opened opened,
      Standing standing) {
    this.tools = tools;
    this.turn = turn;
    this.pull = pull;
    this.opened = opened;
    this.standing = standing;
    this.started = tools.clock().instant();
  }

  /** What ends in the names of a pull request's stage: no two commits of any two share it. */
  static String suffix(PullRequest pull) {
    return "pr" + pull.id().number() + "_" + pull.headSha().substring(0, 12);
  }

  /** Stages the commit with all that it needs, and starts the team's tests of it. */
  Standing stage(Decision.Stage wanted) {
    if (opened().broken() != null) {
      return unreadable(opened().broken());
    }
    removeOlder(wanted.anew());
    String run = tools.runs().start(turn.lease(), pull.headSha(), suffix(pull));
    tell(bare(run, new RunState.Staging(0, 0)));
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
    Part part = part(plan, wanted.only());
    remember(run, plan);
    Outcome outcome = part.whole(plan, perform(run, planned.get(), part, report));
    if (outcome.unavailable()) {
      delay(report, outcome);
    }
    PullRequestReport done = report.with(outcome).with(PullRequestReport.ended(plan, outcome));
    if (done.conclusion() == Conclusion.SUCCESS) {
      standing = save(standing.tests(tools.tests().start(config(), pull, standing.stage())));
    }
    return ended(run, done.with(pipeline()), outcome);
  }

  /** What is staged again. */
  private Part part(StagePlan plan, List<Identifier> only) {
    Standing.Stage stage = standing.stage();
    String earlier = stage != null && stage.suffix().equals(plan.suffix()) ? stage.outcome() : null;
    return only.isEmpty() || earlier == null || !tools.stages().holds(plan)
        ? Part.whole(plan)
        : Part.of(plan, only, OutcomeCodec.read(earlier));
  }

  /**
   * Before another commit is staged, nothing of the earlier one remains.
   *
   * @param anew nothing of this one either
   */
  private void removeOlder(boolean anew) {
    Standing.Stage old = standing.stage();
    if (old != null && (anew || !old.suffix().equals(suffix(pull)))) {
      tools.stages().removeAll(turn, old);
      standing = standing.stage(null);
    }
    standing = save(standing.tests(null).unhandled());
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

  /** Says why there is nothing to stage, until somebody or the workflow tries again. */
  Standing refuse(GeneratedSql.Failed failed) {
    removeOlder(false);
    String run = tools.runs().start(turn.lease(), pull.headSha(), suffix(pull));
    PullRequestReport report =
        bare(run, new RunState.Failed()).withFindings(List.of(finding(failed.why())));
    return ended(run, report.withNotes(GeneratedNotes.of(failed)), null);
  }

  private static Finding finding(Problem problem) {
    return Finding.error(null, problem.location(), String.valueOf(problem.getMessage()));
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

  private StageFlow.Planned plan(Stages.Production production) {
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

  private void remember(String run, StagePlan plan) {
    Instant expires = tools.clock().instant().plus(config().pullRequests().stageLife());
    standing =
        save(
            standing.stage(
                new Standing.Stage(
                    plan.suffix(),
                    pull.headSha(),
                    String.valueOf(plan.base()),
                    plan.stageProject(),
                    run,
                    expires,
                    plan.changed().stream().map(Change::id).map(Identifier::toString).toList(),
                    null,
                    pull.draft())));
  }

  private Outcome perform(
      String run, StageFlow.Planned planned, Part part, PullRequestReport report) {
    standing = save(standing.deployment(tools.stages().announce(turn, pull, standing)));
    Live live = new Live(tools, turn, pull, run, this::tellLive, report);
    return tools.stages().run(turn, planned, part, live);
  }

  private void tellLive(PullRequestReport report) {
    standing =
        tools
            .publisher()
            .comment(
                turn, standing, report, opened().templates(), config().pullRequests().comments());
  }

  /** BigQuery was away for some of it: told, and tried again without anybody. */
  private void delay(PullRequestReport report, Outcome outcome) {
    String why =
        outcome.results().stream()
            .map(r -> r.message())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("BigQuery does not answer");
    tell(report.with(new RunState.Delayed(why, null)));
    throw new Unavailable(why, null);
  }

  /** Tells how it ended and remembers that the commit's work is done. */
  private Standing ended(String run, PullRequestReport report, @Nullable Outcome outcome) {
    turn.safePoint(row -> Live.matters(row, pull));
    Standing.Stage stage = standing.stage();
    if (stage != null && outcome != null) {
      standing = save(standing.stage(stage.ended(OutcomeCodec.write(outcome))));
    }
    tell(stamped(report));
    if (outcome != null) {
      boolean well = report.conclusion() != Conclusion.FAILURE;
      DeploymentState state = well ? DeploymentState.SUCCESS : DeploymentState.FAILURE;
      tools.stages().conclude(turn, standing, state, tools.reports().page(run), report.plan());
    }
    StagePlan plan = report.plan();
    tools
        .runs()
        .finish(
            turn.lease(),
            run,
            report.state().label(),
            plan == null
                ? "{}"
                : Json.text(outcome == null ? Json.plan(plan) : Json.deploy(plan, outcome)),
            report.headline());
    standing = save(standing.handled(pull));
    return standing;
  }

  /** Reads and checks a stranger's commit on a warehouse that needs no credential. */
  Standing analyse() {
    if (opened().broken() != null) {
      return unreadable(opened().broken());
    }
    removeOlder(false);
    String run = tools.runs().start(turn.lease(), pull.headSha(), suffix(pull));
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
    Outcome outcome = tools.stages().tryOut(turn, pull, planned.get());
    List<Finding> found = new ArrayList<>(Live.failures(outcome));
    return ended(run, report.with(new RunState.Analysed()).withFindings(found), null);
  }

  /** Starts the team's tests again; where none are configured, stages again. */
  Standing test() {
    if (config().pullRequests().circleCi().trigger() == null) {
      return stage(Decision.Stage.ALL);
    }
    standing = save(standing.tests(tools.tests().start(config(), pull, standing.stage())));
    return retell();
  }

  /** Nothing is to be done, but the team's tests may have ended. */
  Standing settle(List<InboxRow> rows) {
    Standing.Tests tests = standing.tests();
    if (tests == null || opened == null) {
      return standing;
    }
    Standing.Tests now = tools.tests().now(config(), tests, rows);
    if (!now.equals(tests)) {
      standing = save(standing.tests(now));
      return retell();
    }
    return standing;
  }

  /** Tells the same stage again, as it stands now. */
  Standing retell() {
    Standing.Stage stage = standing.stage();
    if (stage == null || stage.outcome() == null || opened == null) {
      return standing;
    }
    Optional<StageFlow.Planned> again = plannedAgain();
    if (again.isEmpty()) {
      return standing;
    }
    StageFlow.Planned planned = again.get();
    Outcome outcome = OutcomeCodec.read(stage.outcome());
    PullRequestReport report = report(stage.run(), planned).with(outcome).with(pipeline());
    tell(report.with(PullRequestReport.ended(planned.plan(), outcome)));
    return standing;
  }

  /** Empty where what was staged cannot be had any more: what was told of it stays as it is. */
  private Optional<StageFlow.Planned> plannedAgain() {
    try {
      return Optional.of(plan(tools.stages().production(turn, pull)));
    } catch (Problem problem) {
      LOG.warn("{} is not told again: {}", turn.lane(), problem.getMessage());
      return Optional.empty();
    }
  }

  /** The answer to a question, as Markdown. */
  String answer(Command question) {
    return switch (question) {
      case Command.Explain(var id) when opened != null -> explained(id);
      case Command.Status _ -> Answers.status(pull, standing);
      default -> Answers.help();
    };
  }

  private String explained(Identifier id) {
    try {
      return Answers.explain(id, plan(Stages.NO_PRODUCTION).plan());
    } catch (Problem problem) {
      return "That cannot be said now: " + Foreign.text(String.valueOf(problem.getMessage()));
    }
  }

  private PullRequestReport bare(String run, RunState state) {
    return stamped(tools.reports().of(pull, pull.baseSha(), standing, state, started, run));
  }

  private PullRequestReport report(String run, StageFlow.Planned planned) {
    PullRequestReport report = tools.reports().of(pull, standing, planned, started, run);
    List<Note> notes = new ArrayList<>(GeneratedNotes.of(pull, opened(), standing));
    notes.addAll(report.notes());
    return report.withNotes(notes);
  }

  private PullRequestReport stamped(PullRequestReport report) {
    return tools.reports().stamped(report, standing, started);
  }

  private @Nullable Pipeline pipeline() {
    Standing.Tests tests = standing.tests();
    return tests == null ? null : tests.shown();
  }

  private void tell(PullRequestReport report) {
    standing =
        tools
            .publisher()
            .publish(
                turn, standing, report, opened().templates(), config().pullRequests().comments());
  }

  private RepositoryConfig config() {
    return opened().config();
  }

  private Sources.Opened opened() {
    if (opened == null) {
      throw new IllegalStateException("a closed pull request is not rehearsed");
    }
    return opened;
  }

  private Standing save(Standing changed) {
    return tools.standings().save(turn.lease(), changed);
  }
}
