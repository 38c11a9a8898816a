package dev.understudy.report;

import dev.understudy.artifact.Identifier;
import org.jspecify.annotations.Nullable;

/**
 * What became of one member of a stage.
 *
 * @param message why it failed or was skipped; null where it was deployed
 * @param millis how long it took, waiting for its turn not counted
 */
public record Result(
    Identifier id, Identifier stageId, State state, @Nullable String message, long millis) {
  /** How it ended. */
  public enum State {
    DEPLOYED,
    FAILED,
    SKIPPED
  }
}
