package dev.understudy.bot;

import dev.understudy.forge.PullRequest;
import dev.understudy.report.comment.Conclusion;
import dev.understudy.report.comment.Pipeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the bot remembers of a pull request between two turns.
 *
 * @param sequence grows with each report that is told
 * @param handled the commit, and the branch it is compared with, whose work is done, as {@link
 *     #work} names it; null before the first and while a run is under way
 * @param stage what is on the stage, or may partly be; null where nothing is
 * @param allowed the fork's commit that a maintainer agreed to stage, or null
 * @param tests the team's own tests of the stage; null where none run
 * @param told what people were told last
 * @param deployment the id of the forge's deployment record, or null
 * @param closed whether the end of the pull request was seen
 */
record Standing(
    long sequence,
    @Nullable String handled,
    @Nullable Stage stage,
    @Nullable String allowed,
    @Nullable Tests tests,
    Told told,
    @Nullable Long deployment,
    boolean closed) {
  /** Of a pull request that was never seen. */
  static final Standing NEW =
      new Standing(
          0, null, null, null, null, new Told(null, null, null, null, null, Map.of()), null, false);

  /**
   * A stage. It is remembered before anything of it is made, so that it can always be removed.
   *
   * @param base the commit that the change is compared with
   * @param project the project it is in
   * @param run the run that made it
   * @param expires when it goes by itself
   * @param changed the ids of the artifacts that the change touches
   * @param outcome what came of it, as {@link OutcomeCodec} writes it; null before it ended
   * @param asDraft whether it was asked for although drafts are ignored: then it stays on one
   */
  record Stage(
      String suffix,
      String sha,
      String base,
      String project,
      String run,
      Instant expires,
      List<String> changed,
      @Nullable String outcome,
      boolean asDraft) {
    Stage {
      changed = List.copyOf(changed);
    }

    Stage ended(String how) {
      return new Stage(suffix, sha, base, project, run, expires, changed, how, asDraft);
    }

    Stage until(Instant later) {
      return new Stage(suffix, sha, base, project, run, later, changed, outcome, asDraft);
    }
  }

  /**
   * The team's own tests of the stage.
   *
   * @param pipeline the id by which CircleCI knows them; null where they could not be started
   * @param until when they count as failed where nothing was heard of them
   */
  record Tests(
      @Nullable String pipeline,
      Pipeline.State state,
      String name,
      @Nullable String url,
      @Nullable String message,
      Instant until) {
    /** The same, as they stand now. */
    Tests now(Pipeline.State other, @Nullable String where, @Nullable String why) {
      return new Tests(pipeline, other, name, where, why, until);
    }

    Pipeline shown() {
      return new Pipeline(state, name, url, message);
    }
  }

  /**
   * What people were told last.
   *
   * @param comment the id of the one comment, or null before it exists
   * @param fingerprint tells whether a new text says anything new
   * @param verdict the last verdict about the change
   * @param sha the commit that the checks stand on
   * @param checks what the checks say, to tell whether a new text says anything new
   * @param checkIds the ids of the checks by their names
   */
  record Told(
      @Nullable Long comment,
      @Nullable String fingerprint,
      @Nullable Conclusion verdict,
      @Nullable String sha,
      @Nullable String checks,
      Map<String, Long> checkIds) {
    Told {
      checkIds = Map.copyOf(checkIds);
    }
  }

  Standing next() {
    return new Standing(sequence + 1, handled, stage, allowed, tests, told, deployment, closed);
  }

  /** What there is to do for a pull request: another commit or another base is other work. */
  private static String work(PullRequest pull) {
    return pull.headSha() + " into " + pull.baseRef();
  }

  /** Whether a pull request's work is done. */
  boolean covers(PullRequest pull) {
    return work(pull).equals(handled);
  }

  Standing handled(PullRequest pull) {
    return handled(work(pull));
  }

  /** The work is to be done, for the first time or once more. */
  Standing unhandled() {
    return handled((String) null);
  }

  private Standing handled(@Nullable String work) {
    return new Standing(sequence, work, stage, allowed, tests, told, deployment, closed);
  }

  Standing stage(@Nullable Stage other) {
    return new Standing(sequence, handled, other, allowed, tests, told, deployment, closed);
  }

  Standing allowed(@Nullable String sha) {
    return new Standing(sequence, handled, stage, sha, tests, told, deployment, closed);
  }

  Standing tests(@Nullable Tests other) {
    return new Standing(sequence, handled, stage, allowed, other, told, deployment, closed);
  }

  Standing told(Told other) {
    return new Standing(sequence, handled, stage, allowed, tests, other, deployment, closed);
  }

  Standing deployment(@Nullable Long id) {
    return new Standing(sequence, handled, stage, allowed, tests, told, id, closed);
  }

  Standing closed(boolean now) {
    return new Standing(sequence, handled, stage, allowed, tests, told, deployment, now);
  }
}
