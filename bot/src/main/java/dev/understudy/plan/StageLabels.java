package dev.understudy.plan;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The labels by which a stage dataset is recognised as ours without any database.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/labels-intro#requirements">values hold lower
 *     case letters, digits, {@code _} and {@code -}, at most 63</a>
 */
public final class StageLabels {
  /** Which installation made it. */
  public static final String INSTALLATION = "understudy";

  public static final String REPOSITORY = "repository";
  public static final String SUFFIX = "suffix";
  public static final String SHA = "sha";
  public static final String PULL_REQUEST = "pull_request";

  /** When it may be deleted, in Unix milliseconds. */
  public static final String EXPIRES_ON = "expires_on";

  /** When it was last staged, in Unix milliseconds. */
  public static final String STAGED_ON = "staged_on";

  private static final int LONGEST = 63;

  private StageLabels() {}

  /** All labels of one stage; sha and pull request are left out where there is none. */
  public static Map<String, String> of(
      String installation,
      String repository,
      String suffix,
      @Nullable String sha,
      @Nullable Integer pullRequest,
      Instant expiresOn) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(INSTALLATION, value(installation));
    labels.put(REPOSITORY, value(repository));
    labels.put(SUFFIX, value(suffix));
    if (sha != null) {
      labels.put(SHA, value(sha));
    }
    if (pullRequest != null) {
      labels.put(PULL_REQUEST, pullRequest.toString());
    }
    labels.put(EXPIRES_ON, Long.toString(expiresOn.toEpochMilli()));
    return Map.copyOf(labels);
  }

  /** The text as a label value: lower case, other characters as {@code _}, cut at 63. */
  public static String value(String text) {
    String clean = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
    return clean.substring(0, Math.min(LONGEST, clean.length()));
  }

  /** Whether the installation made what carries these labels. */
  public static boolean isOurs(Map<String, String> labels, String installation) {
    return value(installation).equals(labels.get(INSTALLATION));
  }

  /** When it may be deleted; empty where the label is missing or not a number. */
  public static Optional<Instant> expiresOn(Map<String, String> labels) {
    return instant(labels, EXPIRES_ON);
  }

  /** When it was last staged; empty where the label is missing or not a number. */
  public static Optional<Instant> stagedOn(Map<String, String> labels) {
    return instant(labels, STAGED_ON);
  }

  private static Optional<Instant> instant(Map<String, String> labels, String label) {
    String text = labels.getOrDefault(label, "");
    return text.matches("\\d{1,15}")
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text)))
        : Optional.empty();
  }
}
