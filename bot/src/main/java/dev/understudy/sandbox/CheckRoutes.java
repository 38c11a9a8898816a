package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /repos/…/check-runs}, which only an app may write. */
final class CheckRoutes {
  private static final String RUNS = "/repos/{owner}/{repo}/check-runs";
  private static final String RUN = RUNS + "/{check}";
  private static final Set<String> CONCLUSIONS =
      Set.of(
          "action_required",
          "cancelled",
          "failure",
          "neutral",
          "success",
          "skipped",
          "stale",
          "timed_out");

  private final World world;
  private final CheckViews views;
  private final Events events;
  private final Page page;

  CheckRoutes(World world, CheckViews views, Events events, Page page) {
    this.world = world;
    this.views = views;
    this.events = events;
    this.page = page;
  }

  List<Route> routes() {
    Need read = Need.read("checks");
    Need write = Need.write("checks");
    return List.of(
        Route.of("POST " + RUNS, write, this::create),
        Route.of("GET " + RUN, read, call -> Answer.ok(views.run(repo(call), check(call)))),
        Route.of("PATCH " + RUN, write, this::update),
        Route.of("GET " + RUN + "/annotations", read, this::annotations),
        Route.of("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", read, this::list));
  }

  private Repo repo(Call call) {
    return world.repo(call.repository());
  }

  private ObjectNode check(Call call) {
    return repo(call).check(call.number("check"));
  }

  private Answer create(Call call) {
    Repo repo = repo(call);
    String sha = call.text("head_sha");
    if (!repo.commits.contains(sha)) {
      throw new Refusal(422, "No commit found for SHA: " + sha);
    }
    CheckLimits.check(call.body());
    ObjectNode check =
        Json.object()
            .put("id", world.nextId())
            .put("head_sha", sha)
            .put("name", call.text("name"))
            .put("started_at", Json.time(world.clock.instant()))
            .put("status", "queued");
    List.of("details_url", "external_id", "conclusion", "completed_at").forEach(check::putNull);
    apply(call.body(), check);
    repo.checks.put(check.path("id").asLong(), check);
    events.check(repo, check, "created", World.BOT, null);
    completed(repo, check);
    return Answer.of(201, views.run(repo, check));
  }

  private Answer update(Call call) {
    CheckLimits.check(call.body());
    ObjectNode check = check(call).deepCopy();
    boolean before = check.path("status").asText().equals("completed");
    apply(call.body(), check);
    repo(call).checks.put(check.path("id").asLong(), check);
    if (!before) {
      completed(repo(call), check);
    }
    return Answer.ok(views.run(repo(call), check));
  }

  private void completed(Repo repo, ObjectNode check) {
    if (check.path("status").asText().equals("completed")) {
      events.check(repo, check, "completed", World.BOT, null);
    }
  }

  private void apply(ObjectNode body, ObjectNode check) {
    for (String field : List.of("name", "details_url", "external_id", "started_at", "status")) {
      if (body.hasNonNull(field)) {
        check.set(field, body.get(field));
      }
    }
    if (body.has("actions")) {
      check.set("actions", body.get("actions"));
    }
    if (body.has("output")) {
      check.set("output", output(body.path("output"), check.path("output")));
    }
    conclude(body, check);
  }

  /** Annotations are added to those that are there; everything else replaces what was. */
  private static ObjectNode output(JsonNode now, JsonNode before) {
    ObjectNode output = now.deepCopy();
    ArrayNode annotations = Json.MAPPER.createArrayNode();
    before.path("annotations").forEach(annotations::add);
    now.path("annotations").forEach(annotations::add);
    if (!output.has("title")) {
      output.put("title", Json.text(before, "title"));
    }
    output.set("annotations", annotations);
    return output;
  }

  /** A conclusion completes a check, and a check that runs again has none. */
  private void conclude(ObjectNode body, ObjectNode check) {
    String conclusion = Json.text(body, "conclusion");
    String status = Json.text(body, "status");
    if (conclusion != null) {
      if (!CONCLUSIONS.contains(conclusion)) {
        throw Refusal.invalid("CheckRun", "conclusion", "is not included in the list");
      }
      String at = Json.text(body, "completed_at");
      check.put("status", "completed").put("conclusion", conclusion);
      check.put("completed_at", at == null ? Json.time(world.clock.instant()) : at);
    } else if ("completed".equals(status)) {
      throw Refusal.invalid("CheckRun", "conclusion", "is missing for a completed check");
    } else if (status != null) {
      check.putNull("conclusion").putNull("completed_at");
    }
  }

  private Answer annotations(Call call) {
    String blob = views.blob(repo(call), check(call));
    return page.of(
        call,
        Check.elements(check(call).path("output").path("annotations")).stream()
            .map(a -> annotation((ObjectNode) a.deepCopy(), blob))
            .toList());
  }

  private static ObjectNode annotation(ObjectNode annotation, String blob) {
    annotation.put("blob_href", blob + annotation.path("path").asText());
    List.of("start_column", "end_column", "title", "raw_details").stream()
        .filter(field -> !annotation.has(field))
        .forEach(annotation::putNull);
    return annotation;
  }

  private Answer list(Call call) {
    Repo repo = repo(call);
    String sha = repo.resolve(call.part("ref"));
    if (sha == null) {
      throw new Refusal(422, "No commit found for SHA: " + call.part("ref"));
    }
    return page.of(
        call, "check_runs", chosen(call, repo, sha).stream().map(c -> views.run(repo, c)).toList());
  }

  /** The newest of each name, unless all are asked for. */
  private static List<ObjectNode> chosen(Call call, Repo repo, String sha) {
    String name = call.query("check_name", "");
    String status = call.query("status", "");
    String app = call.query("app_id", "" + World.APP);
    Map<String, ObjectNode> chosen = new LinkedHashMap<>();
    for (ObjectNode check : repo.checks.values()) {
      String own = check.path("name").asText();
      if (check.path("head_sha").asText().equals(sha)
          && (name.isEmpty() || name.equals(own))
          && (status.isEmpty() || status.equals(check.path("status").asText()))
          && app.equals("" + World.APP)) {
        boolean all = call.query("filter", "latest").equals("all");
        chosen.put(all ? check.path("id").asText() : own, check);
      }
    }
    return List.copyOf(chosen.values()).reversed();
  }
}
