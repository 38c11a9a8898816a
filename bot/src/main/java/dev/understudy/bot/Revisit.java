package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Command;
import dev.understudy.job.Turn;
import dev.understudy.report.Foreign;
import dev.understudy.report.Outcome;
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
      Standing standing) {
    super(tools, turn, pull, opened, standing);
  }

  /** Starts the team's tests again; where none are configured, stages again. */
  Standing test() {
    if (config().pullRequests().circleCi().trigger() == null) {
      return new Rehearsal(tools, turn, pull, opened, standing).stage(Decision.Stage.ALL);
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
}
