package dev.understudy.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.forge.FailedDelivery;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deliveries of the app's webhook, which the library does not know.
 *
 * @see <a href="https://docs.github.com/en/rest/apps/webhooks">GitHub App webhooks</a>: newest
 *     first; every attempt is a delivery of its own under the same {@code guid}
 */
final class Deliveries {
  private static final String PATH = "/app/hook/deliveries";

  private final GitHubRest app;

  Deliveries(GitHubRest app) {
    this.app = app;
  }

  List<FailedDelivery> failed(Instant since) {
    Set<String> arrived = new HashSet<>();
    Map<String, FailedDelivery> failed = new LinkedHashMap<>();
    Refusals.told(
        "list the deliveries of the webhook",
        "the app's own key",
        () -> {
          app.pages(
              PATH + "?per_page=100",
              page -> {
                boolean recent = !page.isEmpty();
                for (JsonNode each : page) {
                  recent = !deliveredAt(each).isBefore(since);
                  if (recent) {
                    note(each, arrived, failed);
                  }
                }
                return recent;
              });
          return failed;
        });
    failed.keySet().removeAll(arrived);
    return List.copyOf(failed.values());
  }

  /** The oldest attempt in sight stands for all of them. */
  private static void note(JsonNode each, Set<String> arrived, Map<String, FailedDelivery> failed) {
    String guid = GitHubRest.text(each, "/guid");
    long status = GitHubRest.number(each, "/status_code");
    if (status >= 200 && status < 300) {
      arrived.add(guid);
    } else {
      long id = GitHubRest.number(each, "/id");
      FailedDelivery newer = failed.get(guid);
      failed.put(
          guid,
          newer == null
              ? new FailedDelivery(id, guid, 1, deliveredAt(each))
              : new FailedDelivery(id, guid, newer.attempts() + 1, newer.last()));
    }
  }

  private static Instant deliveredAt(JsonNode each) {
    try {
      return Instant.parse(GitHubRest.text(each, "/delivered_at"));
    } catch (DateTimeException _) {
      throw GitHubRest.unreadable();
    }
  }

  void again(long delivery) {
    Refusals.told(
        "ask for delivery " + delivery + " once more",
        "the app's own key",
        () -> {
          app.post(PATH + "/" + delivery + "/attempts");
          return delivery;
        });
  }
}
