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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Removes stages. Only labels decide what is removed; a name alone never does.
 *
 * @param project the stage's project
 * @param dryRun list only
 */
public record Clean(Warehouse warehouse, String project, String installation, boolean dryRun) {

  /** Removes the stage with this suffix, expired or not. */
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
        : "belongs to the installation " + other;
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
