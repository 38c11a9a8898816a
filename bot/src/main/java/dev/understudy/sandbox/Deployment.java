package dev.understudy.sandbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deployment record.
 *
 * @param statuses oldest first
 */
public record Deployment(
    long id,
    String sha,
    String ref,
    String task,
    String environment,
    @Nullable String description,
    boolean transientEnvironment,
    boolean productionEnvironment,
    String creator,
    Instant createdAt,
    List<Status> statuses) {
  public Deployment {
    statuses = List.copyOf(statuses);
  }

  /** What was said of it. */
  public record Status(
      long id,
      String state,
      String description,
      @Nullable String environmentUrl,
      @Nullable String logUrl,
      Instant createdAt) {}

  /** The state that counts, {@code pending} before the first status. */
  public String state() {
    return statuses.isEmpty() ? "pending" : statuses.getLast().state();
  }

  Deployment withStatuses(List<Status> others) {
    return new Deployment(
        id,
        sha,
        ref,
        task,
        environment,
        description,
        transientEnvironment,
        productionEnvironment,
        creator,
        createdAt,
        others);
  }
}
