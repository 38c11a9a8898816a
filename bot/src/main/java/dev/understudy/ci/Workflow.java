package dev.understudy.ci;

import java.time.Instant;
import java.util.UUID;

/**
 * One run of a workflow ("Workflow", API v2 reference, circleci.com). Run again, it has another id
 * in the same pipeline.
 *
 * @param number the pipeline's, as people see it
 */
public record Workflow(
    UUID id, UUID pipeline, long number, String name, Status status, Instant createdAt) {
  /** How it stands. */
  public enum Status {
    SUCCESS,
    RUNNING,
    NOT_RUN,
    FAILED,
    ERROR,
    /** A job failed, others still run. */
    FAILING,
    /** Waits for somebody's approval. */
    ON_HOLD,
    CANCELED,
    UNAUTHORIZED,
    /** A word that CircleCI did not have when this was written. */
    UNKNOWN;

    /** Whether nothing more will happen by itself. */
    public boolean over() {
      return switch (this) {
        case SUCCESS, NOT_RUN, FAILED, ERROR, CANCELED, UNAUTHORIZED -> true;
        case RUNNING, FAILING, ON_HOLD, UNKNOWN -> false;
      };
    }
  }
}
