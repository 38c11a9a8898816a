package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /repos/…/statuses}: one state for each context and commit. */
final class StatusRoutes {
  private static final String COMMIT = "/repos/{owner}/{repo}/commits/{ref}";
  private static final Set<String> STATES = Set.of("error", "failure", "pending", "success");

  private final World world;
  private final Views repositories;
  private final StateViews views;
  private final Page page;

  StatusRoutes(World world, Views repositories, StateViews views, Page page) {
    this.world = world;
    this.repositories = repositories;
    this.views = views;
    this.page = page;
  }

  List<Route> routes() {
    Need read = Need.read("statuses");
    return List.of(
        Route.of("POST /repos/{owner}/{repo}/statuses/{sha}", Need.write("statuses"), this::create),
        Route.of("GET " + COMMIT + "/statuses", read, this::list),
        Route.of("GET " + COMMIT + "/status", read, this::combined));
  }

  /** The newest status of each context. */
  static List<CommitStatus> latest(Repo repo, String sha) {
    Map<String, CommitStatus> latest = new LinkedHashMap<>();
    repo.statuses.stream()
        .filter(s -> s.sha().equals(sha))
        .forEach(s -> latest.put(s.context(), s));
    return List.copyOf(latest.values());
  }

  private Answer create(Call call) {
    Repo repo = world.repo(call.repository());
    String sha = call.part("sha");
    if (!repo.commits.contains(sha)) {
      throw new Refusal(422, "No commit found for SHA: " + sha);
    }
    ObjectNode body = call.body();
    if (!STATES.contains(call.text("state"))) {
      throw Refusal.invalid("Status", "state", "is not included in the list");
    }
    if (body.path("description").asText("").length() > 140) {
      throw Refusal.invalid("Status", "description", "is too long (maximum is 140 characters)");
    }
    CommitStatus status =
        new CommitStatus(
            world.nextId(),
            sha,
            call.text("state"),
            body.path("context").asText("default"),
            Json.text(body, "description"),
            Json.text(body, "target_url"),
            call.author(),
            world.clock.instant());
    repo.statuses.add(status);
    return Answer.of(201, views.status(repo, status));
  }

  private Answer list(Call call) {
    Repo repo = world.repo(call.repository());
    String sha = sha(call, repo);
    return page.of(
        call,
        repo.statuses.reversed().stream()
            .filter(s -> s.sha().equals(sha))
            .map(s -> views.status(repo, s))
            .toList());
  }

  private static String sha(Call call, Repo repo) {
    String sha = repo.resolve(call.part("ref"));
    if (sha == null) {
      throw Refusal.notFound();
    }
    return sha;
  }

  private Answer combined(Call call) {
    Repo repo = world.repo(call.repository());
    String sha = sha(call, repo);
    List<CommitStatus> latest = latest(repo, sha);
    List<String> states = latest.stream().map(CommitStatus::state).toList();
    String state =
        states.contains("failure") || states.contains("error")
            ? "failure"
            : states.isEmpty() || states.contains("pending") ? "pending" : "success";
    ObjectNode view =
        Json.object()
            .put("state", state)
            .put("sha", sha)
            .put("total_count", latest.size())
            .put("commit_url", repositories.url(repo) + "/commits/" + sha)
            .put("url", repositories.url(repo) + "/commits/" + sha + "/status");
    view.set("repository", repositories.repository(repo));
    view.set("statuses", Json.array(latest.stream().map(s -> views.status(repo, s)).toList()));
    return Answer.ok(view);
  }
}
