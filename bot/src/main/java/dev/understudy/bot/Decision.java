package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.config.PullRequestRules;
import dev.understudy.forge.PullRequest;
import dev.understudy.report.comment.RunState.Because;
import java.time.Instant;
import java.util.List;

/** What a turn does, decided from what is true now: the order of events plays no part in it. */
sealed interface Decision {
  /**
   * Stage the head commit.
   *
   * @param only again only these artifacts, with what they depend on; empty means all
   * @param anew take away first what is there
   */
  record Stage(List<Identifier> only, boolean anew) implements Decision {
    /** All of it, over what is there. */
    static final Stage ALL = new Stage(List.of(), false);

    public Stage {
      only = List.copyOf(only);
    }
  }

  /** Read and check a fork's commit without any credential. */
  record Analyse() implements Decision {}

  /** Take the stage away. */
  record Remove(Because because) implements Decision {}

  /** Say that the commit is not staged because somebody stopped the run that was to do it. */
  record Stop(String by) implements Decision {}

  /** Start the team's own tests again. */
  record Test() implements Decision {}

  /** Everything is as it should be. */
  record Rest() implements Decision {}

  /** Decides. */
  static Decision of(
      PullRequest pull, Standing standing, Wishes wishes, PullRequestRules rules, Instant now) {
    if (pull.state() != PullRequest.State.OPEN) {
      boolean merged = pull.state() == PullRequest.State.MERGED;
      boolean done = standing.closed() && standing.stage() == null;
      return done ? new Rest() : new Remove(merged ? Because.MERGED : Because.CLOSED);
    }
    boolean asked = wishes.asked();
    if (pull.draft() && rules.drafts() == PullRequestRules.Drafts.IGNORE && !asked) {
      Standing.Stage stage = standing.stage();
      if (stage == null || !stage.asDraft() || !stage.sha().equals(pull.headSha())) {
        boolean nothing = stage == null && !standing.promises(pull);
        return nothing ? new Rest() : new Remove(Because.DRAFT);
      }
    }
    if (wishes.clean()) {
      return new Remove(Because.ASKED);
    }
    boolean fresh = asked || !standing.covers(pull);
    if (wishes.cancelledBy() != null) {
      return fresh ? new Stop(wishes.cancelledBy()) : new Rest();
    }
    if (pull.fork() && !pull.headSha().equals(standing.allowed())) {
      boolean look = rules.forks() == PullRequestRules.Forks.ANALYSE;
      return fresh && look ? new Analyse() : left(pull, standing, now);
    }
    return fresh ? new Stage(wishes.only(), wishes.anew()) : resting(standing, wishes, now);
  }

  /** What was staged of a fork before its commit became one that nobody looks at. */
  private static Decision left(PullRequest pull, Standing standing, Instant now) {
    Standing.Stage stage = standing.stage();
    if (stage != null && !stage.sha().equals(pull.headSha())) {
      return new Remove(Because.SUPERSEDED);
    }
    return standing.expired(now) ? new Remove(Because.EXPIRED) : new Rest();
  }

  private static Decision resting(Standing standing, Wishes wishes, Instant now) {
    if (standing.stage() == null) {
      return wishes.retest() ? Stage.ALL : new Rest();
    }
    if (standing.expired(now)) {
      return new Remove(Because.EXPIRED);
    }
    return wishes.retest() ? new Test() : new Rest();
  }
}
