package dev.understudy.plan;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels by which a stage is recognised as ours, whatever it is called.
 *
 * @param installation who made it
 * @param repository for which repository, or null
 * @param sha of which commit, or null
 * @param pullRequest for which pull request, or null
 * @see <a href="https://cloud.google.com/bigquery/docs/labels-intro#requirements">BigQuery label
 *     requirements</a>
 */
public record StageLabels(
    String installation,
    @Nullable String repository,
    @Nullable String sha,
    @Nullable Integer pullRequest) {
  /** Names the installation; its presence makes a dataset ours. */
  public static final String OURS = "understudy";

  /** The dataset suffix. */
  public static final String SUFFIX = "suffix";

  /** When the dataset may go, in milliseconds since 1970. */
  public static final String EXPIRES_ON = "expires_on";

  /** What a command on a laptop uses. */
  public static final String LOCAL = "local";

  /** All labels of one dataset. */
  public Map<String, String> of(String suffix, Instant expires) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(OURS, value(installation));
    labels.put(SUFFIX, value(suffix));
    labels.put(EXPIRES_ON, Long.toString(expires.toEpochMilli()));
    if (repository != null) {
      labels.put("repository", value(repository));
    }
    if (sha != null) {
      labels.put("sha", value(sha));
    }
    if (pullRequest != null) {
      labels.put("pull_request", Integer.toString(pullRequest));
    }
    return labels;
  }

  /** A text as a label's value: lower case, digits, dashes, underscores, at most 63. */
  public static String value(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "-");
    return plain.substring(0, Math.min(63, plain.length()));
  }
}
