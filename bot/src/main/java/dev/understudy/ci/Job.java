package dev.understudy.ci;

import java.util.OptionalLong;
import java.util.UUID;

/**
 * A job of a workflow ("Get a workflow's jobs", API v2 reference, circleci.com).
 *
 * @param number what its artifacts are asked for by; empty before it started, and for approvals
 * @param status CircleCI's word, such as {@code success}, {@code failed} or {@code blocked}
 */
public record Job(UUID id, String name, OptionalLong number, String status) {
  /** Whether it ended well. */
  public boolean succeeded() {
    return status.equals("success");
  }
}
