package dev.understudy.report.comment;

import dev.understudy.plan.StageDataset;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where more can be read. An address that is no plain {@code http} or {@code https} one is not
 * shown.
 *
 * @param run the run's page, or null where the server has no address of its own
 * @param files where the commit's files are shown, up to and with the SHA and a slash, such as
 *     {@code https://github.com/o/r/blob/<sha>/}; null to leave paths unlinked
 * @param console the page of each stage dataset, by {@code project.dataset}
 */
public record Links(@Nullable String run, @Nullable String files, Map<String, String> console) {
  /** Nothing to follow. */
  public static final Links NONE = new Links(null, null, Map.of());

  public Links {
    console = Map.copyOf(console);
  }

  /** The pages of datasets in the Google Cloud console. */
  public static Map<String, String> console(List<StageDataset> datasets) {
    Map<String, String> pages = new LinkedHashMap<>();
    for (StageDataset dataset : datasets) {
      String project = URLEncoder.encode(dataset.project(), StandardCharsets.UTF_8);
      String name = URLEncoder.encode(dataset.dataset(), StandardCharsets.UTF_8);
      pages.put(
          dataset.project() + "." + dataset.dataset(),
          "https://console.cloud.google.com/bigquery?project="
              + project
              + "&p="
              + project
              + "&d="
              + name
              + "&page=dataset");
    }
    return pages;
  }
}
