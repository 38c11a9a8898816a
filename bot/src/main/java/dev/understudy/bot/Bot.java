package dev.understudy.bot;

import dev.understudy.config.PullRequestRules;
import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.job.LaneWork;
import dev.understudy.job.Turn;
import dev.understudy.report.comment.CommentTemplates;
import dev.understudy.report.comment.RunState;
import dev.understudy.store.InboxRow;
import dev.understudy.store.Lanes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done when a lane's turn comes. */
final class Bot implements LaneWork {
  private static final Logger LOG = LoggerFactory.getLogger(Bot.class);

  private final Tools tools;
  private final Reconciler reconciler;

  Bot(Tools tools, Reconciler reconciler) {
    this.tools = tools;
    this.reconciler = reconciler;
  }

  @Override
  public void turn(Turn turn) {
    if (turn.lane().number() == 0) {
      new RepositoryTurn(tools, reconciler, turn).take();
    } else {
      new PullRequestTurn(tools, turn).take();
    }
  }

  @Override
  public void greet(Turn turn) {
    if (turn.lane().number() != 0) {
      new PullRequestTurn(tools, turn).greet();
    }
  }

  @Override
  public void dead(Turn turn, String error) {
    LOG.error("{} is given up: {}", turn.lane(), error);
    tools.runs().abandon(turn.lease());
    try {
      tell(turn);
    } catch (Problem gone) {
      LOG.warn("{}: {}", turn.lane(), gone.getMessage());
    }
    List<InboxRow> rows = Desk.readable(turn.waiting(), tools.clock().instant());
    tools.inbox().handled(turn.lease(), rows, "given up: " + error);
  }

  /** The comment says that it is our trouble; the sentence itself is for the log and the page. */
  private void tell(Turn turn) {
    RunState broken =
        new RunState.Broken(turn.lane() + " epoch " + turn.lease().epoch(), Lanes.FAILURES);
    if (turn.lane().number() == 0) {
      new RepositoryTurn(tools, reconciler, turn).giveUp(broken);
      return;
    }
    PullRequest pull = tools.forge().pullRequest(turn.lane());
    Standing standing = tools.standings().of(turn.lane()).next();
    Sources.Opened opened = opened(pull);
    tools
        .publisher()
        .publish(
            turn,
            standing,
            tools.reports().of(pull, standing, broken),
            opened == null ? CommentTemplates.builtIn() : opened.templates(),
            opened == null
                ? PullRequestRules.DEFAULTS.comments()
                : opened.config().pullRequests().comments());
    tools.desk().giveUp(turn, turn.waiting());
  }

  /** How the team wants to be told; null where that is what cannot be read. */
  private Sources.@Nullable Opened opened(PullRequest pull) {
    try {
      return tools.sources().open(pull.id().repository(), pull.baseRef(), List.of());
    } catch (RuntimeException e) {
      LOG.warn("{}: its configuration cannot be read: {}", pull.id(), e.getMessage());
      return null;
    }
  }
}
