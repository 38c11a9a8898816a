package dev.understudy.deploy;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.plan.StageLabels;
import dev.understudy.report.Cleaned;
import dev.understudy.report.Cleaned.Kept;
import dev.understudy.warehouse.Warehouse;
import dev.understudy.warehouse.Warehouse.DatasetEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Removes stages. Only labels decide what is removed; a name alone never does.
 *
 * @param project the stage's project
 * @param dryRun list only
 */
public record Clean(Warehouse warehouse, String project, String installation, boolean dryRun) {
  /** Begins the reason why another installation's stage stays. */
  public static final String FOREIGN = "belongs to the installation ";

  /**
   * Removes the stage with this suffix, expired or not. Another installation's stage with the
   * suffix stays and counts as failed: it is what was asked for.
   */
  public Cleaned clean(String suffix) {
    if (suffix.isBlank()) {
      throw Problem.usage("the suffix of the stage to clean is empty");
    }
    Tally tally = new Tally();
    String ending = suffix.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    for (DatasetEntry entry : warehouse.datasets(project, Map.of())) {
      boolean labelled = StageLabels.value(suffix).equals(entry.labels().get(StageLabels.SUFFIX));
      boolean named = entry.dataset().toLowerCase(Locale.ROOT).endsWith(ending);
      if (StageLabels.isOurs(entry.labels(), installation) && labelled) {
        remove(entry, tally);
      } else if (labelled && entry.labels().containsKey(StageLabels.INSTALLATION)) {
        tally.failed.add(new Kept(name(entry), whyNotOurs(entry)));
      } else if (labelled || named) {
        tally.kept.add(new Kept(name(entry), whyNotOurs(entry)));
      }
    }
    return tally.cleaned();
  }

  /** Removes every stage of this installation that has expired. */
  public Cleaned deleteExpired(Instant now) {
    Tally tally = new Tally();
    Map<String, String> ours = Map.of(StageLabels.INSTALLATION, StageLabels.value(installation));
    for (DatasetEntry entry : warehouse.datasets(project, ours)) {
      Optional<Instant> expires = StageLabels.expiresOn(entry.labels());
      if (!StageLabels.isOurs(entry.labels(), installation)) {
        tally.kept.add(new Kept(name(entry), whyNotOurs(entry)));
      } else if (expires.isEmpty()) {
        tally.kept.add(new Kept(name(entry), "carries no readable expires_on label"));
      } else if (expires.get().isBefore(now)) {
        remove(entry, tally);
      } else {
        tally.kept.add(new Kept(name(entry), "expires " + expires.get()));
      }
    }
    return tally.cleaned();
  }

  /**
   * Removes the stages of a pull request, expired or not.
   *
   * @param keepSuffix which suffixes stay, as labels hold them ({@link StageLabels#value})
   */
  public Cleaned cleanPullRequest(
      String repository, int pullRequest, Predicate<String> keepSuffix) {
    Map<String, String> wanted =
        Map.of(
            StageLabels.INSTALLATION, StageLabels.value(installation),
            StageLabels.REPOSITORY, StageLabels.value(repository),
            StageLabels.PULL_REQUEST, Integer.toString(pullRequest));
    Tally tally = new Tally();
    for (DatasetEntry entry : warehouse.datasets(project, wanted)) {
      String suffix = entry.labels().get(StageLabels.SUFFIX);
      if (suffix == null || !entry.labels().entrySet().containsAll(wanted.entrySet())) {
        tally.kept.add(new Kept(name(entry), whyNotOurs(entry)));
      } else if (keepSuffix.test(suffix)) {
        tally.kept.add(new Kept(name(entry), "belongs to the stage that stays"));
      } else {
        remove(entry, tally);
      }
    }
    return tally.cleaned();
  }

  /**
   * One stage, as the labels of its datasets tell.
   *
   * @param project the project that its datasets are in
   * @param repository the label, which holds {@link StageLabels#value} of the name
   * @param pullRequest null where it was made for none
   * @param suffix the label
   * @param expires when the last of its datasets expires; null where a label cannot be read
   * @param staged when it was last staged; null where that is not known
   * @param datasets as {@code project.dataset}
   */
  public record Stage(
      String project,
      String repository,
      @Nullable Integer pullRequest,
      String suffix,
      @Nullable Instant expires,
      @Nullable Instant staged,
      List<String> datasets) {
    public Stage {
      datasets = List.copyOf(datasets);
    }
  }

  /** The stages of this installation, in order of repository, pull request and suffix. */
  public List<Stage> stages() {
    Map<String, String> ours = Map.of(StageLabels.INSTALLATION, StageLabels.value(installation));
    Map<List<String>, List<DatasetEntry>> stages =
        new TreeMap<>(Comparator.comparing(List::toString));
    for (DatasetEntry entry : warehouse.datasets(project, ours)) {
      if (StageLabels.isOurs(entry.labels(), installation)) {
        stages.computeIfAbsent(key(entry.labels()), _ -> new ArrayList<>()).add(entry);
      }
    }
    return stages.values().stream().map(this::stage).toList();
  }

  private static List<String> key(Map<String, String> labels) {
    return Stream.of(StageLabels.REPOSITORY, StageLabels.PULL_REQUEST, StageLabels.SUFFIX)
        .map(label -> labels.getOrDefault(label, ""))
        .toList();
  }

  private Stage stage(List<DatasetEntry> entries) {
    List<String> key = key(entries.getFirst().labels());
    return new Stage(
        project,
        key.get(0),
        key.get(1).matches("\\d{1,9}") ? Integer.valueOf(key.get(1)) : null,
        key.get(2),
        latest(entries, StageLabels::expiresOn),
        latest(entries, StageLabels::stagedOn),
        entries.stream().map(Clean::name).toList());
  }

  private static @Nullable Instant latest(
      List<DatasetEntry> entries, Function<Map<String, String>, Optional<Instant>> label) {
    return entries.stream()
        .flatMap(entry -> label.apply(entry.labels()).stream())
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private void remove(DatasetEntry entry, Tally tally) {
    try {
      if (!dryRun) {
        warehouse.deleteDataset(entry.project(), entry.dataset());
      }
      tally.removed.add(name(entry));
    } catch (Problem | Unavailable e) {
      tally.failed.add(new Kept(name(entry), String.valueOf(e.getMessage())));
    }
  }

  private String whyNotOurs(DatasetEntry entry) {
    String other = entry.labels().get(StageLabels.INSTALLATION);
    if (other == null) {
      return "carries no understudy labels";
    }
    return StageLabels.isOurs(entry.labels(), installation)
        ? "carries the labels of another stage"
        : FOREIGN + other;
  }

  private static String name(DatasetEntry entry) {
    return entry.project() + "." + entry.dataset();
  }

  private static final class Tally {
    final List<String> removed = new ArrayList<>();
    final List<Kept> kept = new ArrayList<>();
    final List<Kept> failed = new ArrayList<>();

    Cleaned cleaned() {
      return new Cleaned(removed, kept, failed);
    }
  }
}
