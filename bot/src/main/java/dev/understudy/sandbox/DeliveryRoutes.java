package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** {@code /app/hook/deliveries}: what became of the webhooks of the last three days. */
final class DeliveryRoutes {
  private static final String ALL = "/app/hook/deliveries";
  private static final String ONE = ALL + "/{delivery}";
  private static final String CURSOR = "v1_";

  /** How long GitHub keeps them ("Redelivering webhooks"). */
  private static final Duration KEPT = Duration.ofDays(3);

  private final InstantSource clock;
  private final Deliveries deliveries;
  private final Consumer<Delivery> again;
  private final Page page;

  /**
   * Routes over deliveries.
   *
   * @param again makes another attempt in its own time
   */
  DeliveryRoutes(InstantSource clock, Deliveries deliveries, Consumer<Delivery> again, Page page) {
    this.clock = clock;
    this.deliveries = deliveries;
    this.again = again;
    this.page = page;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET " + ALL, Need.APP, this::list),
        Route.of("GET " + ONE, Need.APP, call -> Answer.ok(whole(one(call)))),
        Route.of("POST " + ONE + "/attempts", Need.APP, this::redeliver));
  }

  private List<Delivery> kept() {
    Instant since = clock.instant().minus(KEPT);
    return deliveries.attempts().reversed().stream()
        .filter(d -> d.deliveredAt().isAfter(since))
        .toList();
  }

  private Answer list(Call call) {
    int size = Page.size(call);
    long before = before(call.query("cursor", ""));
    String status = call.query("status", "");
    List<Delivery> rest =
        kept().stream()
            .filter(d -> d.id() < before)
            .filter(d -> status.isEmpty() || status.equals(d.ok() ? "success" : "failure"))
            .toList();
    List<Delivery> shown = rest.subList(0, Math.min(size, rest.size()));
    Answer answer = Answer.ok(Json.array(shown.stream().map(DeliveryRoutes::view).toList()));
    return shown.size() == rest.size()
        ? answer
        : answer.with("Link", page.link(call, "cursor", CURSOR + shown.getLast().id(), "next"));
  }

  private static long before(String cursor) {
    try {
      return cursor.isEmpty()
          ? Long.MAX_VALUE
          : Long.parseLong(cursor.substring(Math.min(CURSOR.length(), cursor.length())));
    } catch (NumberFormatException _) {
      throw new Refusal(400, "Invalid cursor: " + cursor);
    }
  }

  private Delivery one(Call call) {
    long id = call.number("delivery");
    return kept().stream().filter(d -> d.id() == id).findFirst().orElseThrow(Refusal::notFound);
  }

  private Answer redeliver(Call call) {
    again.accept(one(call));
    return Answer.of(202, Json.object());
  }

  private static ObjectNode view(Delivery delivery) {
    return Json.object()
        .put("id", delivery.id())
        .put("guid", delivery.guid())
        .put("delivered_at", Json.time(delivery.deliveredAt()))
        .put("redelivery", delivery.redelivery())
        .put("duration", delivery.seconds())
        .put("status", delivery.status())
        .put("status_code", delivery.statusCode())
        .put("event", delivery.event())
        .put("action", delivery.action())
        .put("installation_id", delivery.installation())
        .put("repository_id", delivery.repository())
        .putNull("throttled_at");
  }

  private static ObjectNode whole(Delivery delivery) {
    ObjectNode view = view(delivery).put("url", "");
    ObjectNode request = view.putObject("request");
    request
        .putObject("headers")
        .put("X-GitHub-Delivery", delivery.guid())
        .put("X-GitHub-Event", delivery.event());
    request.set("payload", Json.parse(delivery.payload()));
    view.putObject("response").put("payload", delivery.answer()).putObject("headers");
    return view;
  }
}
