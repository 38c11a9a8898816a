package dev.understudy.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What CircleCI does for a repository.
 *
 * @param trigger the pipeline that tests a stage; null for none
 * @param generatedSql where SQL comes from that CircleCI generates; null where it lies in the pull
 *     request itself
 */
public record CircleCiRules(@Nullable Trigger trigger, @Nullable GeneratedSql generatedSql) {
  /** CircleCI does nothing. */
  public static final CircleCiRules NONE = new CircleCiRules(null, null);

  /** How long a workflow may take unless the configuration says otherwise. */
  public static final Duration TIMEOUT = Duration.ofHours(1);

  /**
   * A pipeline that runs after a successful stage deploy ("Trigger a new pipeline", API v2).
   *
   * @param project such as {@code gh/org/repository}
   * @param definition the pipeline definition's id, which GitHub App projects need, or null
   * @param branch whose CircleCI configuration runs, or null for the pull request's base branch
   * @param workflow the one whose result counts, or null for all of the pipeline
   */
  public record Trigger(
      String project,
      @Nullable String definition,
      @Nullable String branch,
      @Nullable String workflow,
      Duration timeout) {}

  /**
   * SQL that a workflow generates from the pull request.
   *
   * @param project such as {@code gh/org/repository}
   * @param workflow that must have succeeded for the commit
   */
  public record GeneratedSql(String project, String workflow, Source source, Duration timeout) {}

  /** Where generated SQL is fetched from. */
  public sealed interface Source {
    /**
     * A branch of the repository.
     *
     * @param name may hold {@code {branch}}, {@code {number}} and {@code {sha}}
     */
    record Branch(String name) implements Source {}

    /**
     * What a job stored.
     *
     * @param path the folder or the {@code .tar.gz} among the job's artifacts
     */
    record Artifacts(String job, String path) implements Source {}
  }
}
