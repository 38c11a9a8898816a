package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.forge.PullRequest;
import dev.understudy.report.comment.Conclusion;
import dev.understudy.report.comment.Pipeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
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
 * @param generated the SQL that is generated from a commit, waited for or taken; null where none is
 * @param keep until when somebody wants a stage kept at least, the one there is or the next
 * @param stopped the commit whose run somebody stopped last
 * @param carriedOut the comments whose commands are carried out, and perhaps not answered yet
 */
record Standing(
    long sequence,
    @Nullable String handled,
    @Nullable Stage stage,
    @Nullable String allowed,
    @Nullable Tests tests,
    Told told,
    @Nullable Long deployment,
    boolean closed,
    @Nullable Generated generated,
    @Nullable Instant keep,
    @Nullable String stopped,
    List<Long> carriedOut) {
  /** Rows of older versions have no such comments. */
  Standing {
    carriedOut = Objects.requireNonNullElse(carriedOut, List.<Long>of());
  }

  /** Of a pull request that was never seen. */
  static final Standing NEW =
      new Standing(
          0,
          null,
          null,
          null,
          null,
          new Told(null, null, null, null, null, Map.of(), null),
          null,
          false,
          null,
          null,
          null,
          List.of());

  /**
   * A stage. It is remembered before anything of it is made, so that it can always be removed.
   *
   * @param base the commit that the change is compared with
   * @param head the commit whose files it is made of: the pull request's, or what was generated
   *     from it; null where an older version of the bot made it
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
      @Nullable String head,
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
      return new Stage(suffix, sha, base, head, project, run, expires, changed, how, asDraft);
    }

    Stage until(Instant later) {
      return new Stage(suffix, sha, base, head, project, run, later, changed, outcome, asDraft);
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
   * @param conclusion what the required check says; null before it said anything
   */
  record Told(
      @Nullable Long comment,
      @Nullable String fingerprint,
      @Nullable Conclusion verdict,
      @Nullable String sha,
      @Nullable String checks,
      Map<String, Long> checkIds,
      @Nullable Conclusion conclusion) {
    /** What the required check says of a commit, or null. */
    @Nullable Conclusion conclusion(String of) {
      return of.equals(sha) ? conclusion : null;
    }

    Told {
      checkIds = Map.copyOf(checkIds);
    }
  }

  /**
   * SQL that a workflow generates from a commit of the pull request.
   *
   * @param sha the pull request's commit
   * @param until when it is given up
   * @param page where people see the workflow, or null before there is one
   * @param run the id of the workflow's run that made what was taken
   * @param commit what was taken, as a commit of the bare copy; null while nothing is
   * @param published the commit of the forge that holds the same files; null where none does
   * @param only what somebody wants staged again once it is there, as ids; empty means all
   */
  record Generated(
      String sha,
      Instant until,
      @Nullable String page,
      @Nullable String run,
      @Nullable String commit,
      @Nullable String published,
      List<String> only) {
    /** Rows of older versions have no wish. */
    Generated {
      only = Objects.requireNonNullElse(only, List.<String>of());
    }

    /** Before anything is known of it. */
    static Generated of(String sha, Instant until) {
      return new Generated(sha, until, null, null, null, null, List.of());
    }

    Generated wanting(List<Identifier> some) {
      List<String> ids = some.stream().map(Identifier::toString).toList();
      return new Generated(sha, until, page, run, commit, published, ids);
    }

    List<Identifier> wanted() {
      return only.stream().map(Identifier::parse).toList();
    }

    Generated at(@Nullable String where) {
      return new Generated(sha, until, where, run, commit, published, only);
    }

    Generated taken(@Nullable String from, @Nullable String here, @Nullable String there) {
      return new Generated(sha, until, page, from, here, there, only);
    }
  }

  /** What was taken of the SQL that is generated from the pull request's commit, or null. */
  @Nullable Generated generatedFrom(PullRequest pull) {
    Generated known = generated;
    boolean taken = known != null && known.commit != null && known.sha.equals(pull.headSha());
    return taken ? known : null;
  }

  /** Whether nothing is staged before SQL was generated. */
  boolean waits() {
    return handled == null && generated != null && generated.commit == null;
  }

  /** Whether the stage goes sooner than somebody wants it to. */
  boolean goesTooSoon() {
    return stage != null && keep != null && keep.isAfter(stage.expires);
  }

  /** Whether the stage's time is up, and nobody wants it for longer. */
  boolean expired(Instant now) {
    return stage != null && !stage.expires.isAfter(now) && (keep == null || !keep.isAfter(now));
  }

  Standing next() {
    return with(draft -> draft.sequence++);
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
    return with(draft -> draft.handled = work(pull));
  }

  /** Whether the required check of a pull request's commit says that a verdict will come. */
  boolean promises(PullRequest pull) {
    return told.conclusion(pull.headSha()) == Conclusion.PENDING;
  }

  /** The work is to be done, for the first time or once more. */
  Standing unhandled() {
    return with(draft -> draft.handled = null);
  }

  Standing stage(@Nullable Stage other) {
    return with(draft -> draft.stage = other);
  }

  Standing allowed(@Nullable String sha) {
    return with(draft -> draft.allowed = sha);
  }

  Standing tests(@Nullable Tests other) {
    return with(draft -> draft.tests = other);
  }

  Standing told(Told other) {
    return with(draft -> draft.told = other);
  }

  Standing deployment(@Nullable Long id) {
    return with(draft -> draft.deployment = id);
  }

  Standing closed(boolean now) {
    return with(draft -> draft.closed = now);
  }

  Standing generated(@Nullable Generated other) {
    return with(draft -> draft.generated = other);
  }

  /** A stage is to be kept until then at least; what was wanted longer stays. */
  Standing kept(Instant until) {
    return keep != null && keep.isAfter(until) ? this : with(draft -> draft.keep = until);
  }

  Standing stopped(@Nullable String sha) {
    return with(draft -> draft.stopped = sha);
  }

  Standing carriedOut(List<Long> comments) {
    return with(draft -> draft.carriedOut = List.copyOf(comments));
  }

  /** Without a stage, and without what was wanted of one. */
  Standing removed() {
    return with(
        draft -> {
          draft.stage = null;
          draft.tests = null;
          draft.generated = null;
          draft.keep = null;
        });
  }

  private Standing with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.standing();
  }

  /** A standing that is being changed. */
  private static final class Draft {
    long sequence;
    @Nullable String handled;
    @Nullable Stage stage;
    @Nullable String allowed;
    @Nullable Tests tests;
    Told told;
    @Nullable Long deployment;
    boolean closed;
    @Nullable Generated generated;
    @Nullable Instant keep;
    @Nullable String stopped;
    List<Long> carriedOut;

    Draft(Standing before) {
      sequence = before.sequence;
      handled = before.handled;
      stage = before.stage;
      allowed = before.allowed;
      tests = before.tests;
      told = before.told;
      deployment = before.deployment;
      closed = before.closed;
      generated = before.generated;
      keep = before.keep;
      stopped = before.stopped;
      carriedOut = before.carriedOut;
    }

    Standing standing() {
      return new Standing(
          sequence,
          handled,
          stage,
          allowed,
          tests,
          told,
          deployment,
          closed,
          generated,
          keep,
          stopped,
          carriedOut);
    }
  }
}
