package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Command;
import dev.understudy.job.Turn;
import dev.understudy.report.Foreign;
import dev.understudy.report.Outcome;
import dev.understudy.report.comment.Pipeline;
import dev.understudy.report.comment.PullRequestReport;
import dev.understudy.store.InboxRow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stage that stands, looked at again: its tests, its comment, and what people ask of it. */
final class Revisit extends Scene {
  private static final Logger LOG = LoggerFactory.getLogger(Revisit.class);

  Revisit(
      Tools tools,
      Turn turn,
      PullRequest pull,
      Sources.@Nullable Opened opened,
      News news,
      Standing standing) {
    super(tools, turn, pull, opened, news, standing);
  }

  /** Starts the team's tests of a whole stage again; where there are none, stages again. */
  Standing test() {
    if (config().pullRequests().circleCi().trigger() == null || !isWhole()) {
      return new Rehearsal(tools, turn, pull, opened, news, standing).stage(Decision.Stage.ALL);
    }
    turn.safePoint(news);
    standing = save(standing.tests(tools.tests().start(config(), pull, standing.stage())));
    return retell();
  }

  private boolean isWhole() {
    Standing.Stage stage = standing.stage();
    return stage != null
        && stage.outcome() != null
        && OutcomeCodec.read(stage.outcome()).complete();
  }

  /**
   * Nothing is to be done, but the team's tests may have ended. That they have is remembered last:
   * a crash before lets it be told again.
   */
  Standing settle(List<InboxRow> rows) {
    Standing.Tests tests = standing.tests();
    if (tests == null || opened == null) {
      return standing;
    }
    Standing.Tests now = tools.tests().now(config(), tests, rows);
    if (!now.equals(tests)) {
      retell(now.shown());
      standing = save(standing.tests(now));
    }
    return standing;
  }

  /** Tells the same stage again, as it stands now; one of other files is not what is told. */
  Standing retell() {
    return retell(pipeline());
  }

  private Standing retell(@Nullable Pipeline tests) {
    Standing.Stage stage = standing.stage();
    if (stage == null || stage.outcome() == null || opened == null || !isOfSource(stage)) {
      return standing;
    }
    Optional<StageFlow.Planned> again = plannedAgain();
    if (again.isEmpty()) {
      return standing;
    }
    StageFlow.Planned planned = again.get();
    Outcome outcome = OutcomeCodec.read(stage.outcome());
    PullRequestReport report = report(stage.run(), planned).with(outcome).with(tests);
    tell(report.with(PullRequestReport.ended(planned.plan(), outcome)));
    return standing;
  }

  private boolean isOfSource(Standing.Stage stage) {
    return stage.head() == null || stage.head().equals(source());
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
}
