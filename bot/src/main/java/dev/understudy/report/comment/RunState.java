package dev.understudy.report.comment;

import dev.understudy.report.Cleaned;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the rehearsal of one commit stands. */
public sealed interface RunState {
  /**
   * It waits for its turn.
   *
   * @param ahead how many runs are before it; 0 where that is not known
   */
  record Queued(int ahead) implements RunState {}

  /**
   * It waits for something that others do, such as a workflow that generates the SQL.
   *
   * @param what in words: "the workflow `generate-sql`"
   */
  record Waiting(String what) implements RunState {}

  /**
   * It runs.
   *
   * @param done how many artifacts are finished
   * @param total how many there are; 0 while the change is still being read
   */
  record Staging(int done, int total) implements RunState {}

  /** Everything that the change needs exists on the stage. */
  record Staged() implements RunState {}

  /** The change cannot be staged whole; the plan, the outcome and the findings say why. */
  record Failed() implements RunState {}

  /** It comes from a fork and nobody has allowed it to be staged: it was only read and checked. */
  record Analysed() implements RunState {}

  /** The change touches nothing that would be staged. */
  record NothingToStage() implements RunState {}

  /**
   * The stage is gone.
   *
   * @param stands what the commit's required check said before: a removal neither proves nor
   *     refutes anything; null where it said nothing
   */
  record Removed(Because because, Cleaned what, @Nullable Conclusion stands) implements RunState {}

  /**
   * It was stopped.
   *
   * @param by the login of who asked for it, or null where a newer commit did
   */
  record Cancelled(@Nullable String by) implements RunState {}

  /**
   * A service cannot answer now; the run is tried again without anybody.
   *
   * @param why in one sentence
   * @param again when the next attempt is due, or null where that is not known
   */
  record Delayed(String why, @Nullable Instant again) implements RunState {}

  /**
   * It was given up for a reason that is not the change's: our bug, or a service that stayed away.
   *
   * @param reference what the logs know it by
   * @param attempts how often it was tried
   */
  record Broken(String reference, int attempts) implements RunState {}

  /** Why a stage was removed. */
  enum Because {
    MERGED("the pull request was merged"),
    CLOSED("the pull request was closed"),
    EXPIRED("its time was up"),
    ASKED("somebody asked for it"),
    DRAFT("the pull request became a draft"),
    SUPERSEDED("another commit took its place");

    private final String words;

    Because(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** The word that the comment's hidden marker and JSON use. */
  default String label() {
    return switch (this) {
      case Queued _ -> "queued";
      case Waiting _ -> "waiting";
      case Staging _ -> "staging";
      case Staged _ -> "staged";
      case Failed _ -> "failed";
      case Analysed _ -> "analysed";
      case NothingToStage _ -> "nothing";
      case Removed _ -> "removed";
      case Cancelled _ -> "cancelled";
      case Delayed _ -> "delayed";
      case Broken _ -> "broken";
    };
  }
}
