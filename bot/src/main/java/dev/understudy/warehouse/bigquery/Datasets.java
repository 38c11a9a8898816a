package dev.understudy.warehouse.bigquery;

import com.google.api.services.bigquery.model.Dataset;
import com.google.api.services.bigquery.model.DatasetReference;
import dev.understudy.failure.Problem;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.StageLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Our words for datasets as BigQuery's. */
final class Datasets {
  /** What BigQuery gives a dataset that names no access list. */
  private static final List<StageDataset.Access> STANDARD =
      List.of(
          new StageDataset.Access("OWNER", "specialGroup:projectOwners"),
          new StageDataset.Access("WRITER", "specialGroup:projectWriters"),
          new StageDataset.Access("READER", "specialGroup:projectReaders"));

  /**
   * The least that BigQuery takes.
   *
   * @see <a href="https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets">datasets</a>
   */
  private static final Duration SHORTEST = Duration.ofHours(1);

  private Datasets() {}

  static Dataset dataset(StageDataset wanted) {
    Dataset dataset =
        new Dataset()
            .setDatasetReference(
                new DatasetReference()
                    .setProjectId(wanted.project())
                    .setDatasetId(wanted.dataset()))
            .setLocation(wanted.location())
            .setLabels(wanted.labels())
            .setDefaultTableExpirationMs(wanted.tableExpiration().toMillis());
    return wanted.access().isEmpty() ? dataset : dataset.setAccess(access(wanted.access()));
  }

  /** What a PATCH changes so that a stage lives longer; labels that it does not name stay. */
  static Dataset extended(Dataset found, Instant until, Instant now) {
    long life = Math.max(Duration.between(now, until).toMillis(), SHORTEST.toMillis());
    Long old = found.getDefaultTableExpirationMs();
    return new Dataset()
        .setLabels(Map.of(StageLabels.EXPIRES_ON, Long.toString(until.toEpochMilli())))
        .setDefaultTableExpirationMs(old == null ? life : Math.max(life, old));
  }

  /** A list that is given replaces the standard one, so that is repeated in front. */
  private static List<Dataset.Access> access(List<StageDataset.Access> extra) {
    List<StageDataset.Access> all = new ArrayList<>(STANDARD);
    all.addAll(extra);
    return all.stream().map(Datasets::access).toList();
  }

  private static Dataset.Access access(StageDataset.Access access) {
    String[] parts = access.entity().split(":", 2);
    if (parts.length < 2
        || !List.of("userByEmail", "groupByEmail", "specialGroup", "domain").contains(parts[0])) {
      throw Problem.usage(
          "expected userByEmail:…, groupByEmail:…, domain:… or specialGroup:… but read `"
              + access.entity()
              + "`");
    }
    Dataset.Access entry = new Dataset.Access().setRole(access.role());
    entry.putAll(Map.of(parts[0], parts[1]));
    return entry;
  }
}
