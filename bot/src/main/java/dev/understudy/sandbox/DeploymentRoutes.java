package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.sandbox.Deployment.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /repos/…/deployments} ("Deployments", docs.github.com). */
final class DeploymentRoutes {
  private static final String ALL = "/repos/{owner}/{repo}/deployments";
  private static final String ONE = ALL + "/{deployment}";
  private static final Set<String> STATES =
      Set.of("error", "failure", "inactive", "in_progress", "queued", "pending", "success");

  private final World world;
  private final StateViews views;
  private final Page page;

  DeploymentRoutes(World world, StateViews views, Page page) {
    this.world = world;
    this.views = views;
    this.page = page;
  }

  List<Route> routes() {
    Need read = Need.read("deployments");
    Need write = Need.write("deployments");
    return List.of(
        Route.of("GET " + ALL, read, this::list),
        Route.of("POST " + ALL, write, this::create),
        Route.of("GET " + ONE, read, call -> Answer.ok(views.deployment(repo(call), one(call)))),
        Route.of("DELETE " + ONE, write, this::delete),
        Route.of("GET " + ONE + "/statuses", read, this::statuses),
        Route.of("POST " + ONE + "/statuses", write, this::say));
  }

  private Repo repo(Call call) {
    return world.repo(call.repository());
  }

  private Deployment one(Call call) {
    Deployment found = repo(call).deployments.get(call.number("deployment"));
    if (found == null) {
      throw Refusal.notFound();
    }
    return found;
  }

  private Answer list(Call call) {
    return page.of(
        call,
        repo(call).deployments.values().stream()
            .filter(d -> fits(call, "sha", d.sha()) && fits(call, "ref", d.ref()))
            .filter(d -> fits(call, "task", d.task()))
            .filter(d -> fits(call, "environment", d.environment()))
            .sorted(Comparator.comparingLong(Deployment::id).reversed())
            .map(d -> views.deployment(repo(call), d))
            .toList());
  }

  private static boolean fits(Call call, String filter, String value) {
    String wanted = call.query(filter, "none");
    return wanted.equals("none") || wanted.equals(value);
  }

  private Answer create(Call call) {
    Repo repo = repo(call);
    String ref = call.text("ref");
    String sha = repo.resolve(ref);
    if (sha == null) {
      throw new Refusal(422, "No ref found for: " + ref);
    }
    ObjectNode body = call.body();
    if (body.path("auto_merge").asBoolean(true) && behind(repo, sha)) {
      String message = "Auto-merged %s into %s on deployment.".formatted(repo.defaultBranch, ref);
      return Answer.of(202, Json.object().put("message", message));
    }
    refuseUnchecked(repo, sha, ref, body.path("required_contexts"));
    Deployment made =
        new Deployment(
            world.nextId(),
            sha,
            ref,
            body.path("task").asText("deploy"),
            body.path("environment").asText("production"),
            Json.text(body, "description"),
            body.path("transient_environment").asBoolean(false),
            body.path("production_environment").asBoolean(!body.has("environment")),
            call.author(),
            world.clock.instant(),
            List.of());
    repo.deployments.put(made.id(), made);
    return Answer.of(201, views.deployment(repo, made));
  }

  /** Whether the default branch has moved since a pull request with this head was updated. */
  private static boolean behind(Repo repo, String sha) {
    return repo.pulls.values().stream()
        .filter(p -> p.headSha.equals(sha) && p.baseRef.equals(repo.defaultBranch))
        .anyMatch(p -> !p.baseSha.equals(repo.branches.get(repo.defaultBranch)));
  }

  /** Unless the caller names the contexts, every status must be green. */
  private static void refuseUnchecked(Repo repo, String sha, String ref, JsonNode required) {
    List<String> bad =
        StatusRoutes.latest(repo, sha).stream()
            .filter(s -> !s.state().equals("success") && wanted(required, s.context()))
            .map(CommitStatus::context)
            .toList();
    if (!bad.isEmpty()) {
      throw new Refusal(409, "Conflict: Commit status checks failed for " + ref + ".");
    }
  }

  private static boolean wanted(JsonNode required, String context) {
    return !required.isArray()
        || Check.elements(required).stream().anyMatch(r -> r.asText().equals(context));
  }

  private Answer delete(Call call) {
    Deployment deployment = one(call);
    if (deployment.state().equals("success") && repo(call).deployments.size() > 1) {
      throw new Refusal(
          422,
          "We cannot delete an active deployment unless it is the only deployment in a given"
              + " environment.");
    }
    repo(call).deployments.remove(deployment.id());
    return Answer.empty(204);
  }

  private Answer statuses(Call call) {
    Deployment deployment = one(call);
    return page.of(
        call,
        deployment.statuses().reversed().stream()
            .map(s -> views.deploymentStatus(repo(call), deployment, s))
            .toList());
  }

  private Answer say(Call call) {
    ObjectNode body = call.body();
    String state = call.text("state");
    String description = body.path("description").asText("");
    if (!STATES.contains(state)) {
      throw Refusal.invalid("DeploymentStatus", "state", "is not included in the list");
    }
    if (description.length() > 140) {
      throw Refusal.invalid(
          "DeploymentStatus", "description", "is too long (maximum is 140 characters)");
    }
    Status status =
        status(state, description, link(body, "environment_url"), link(body, "log_url"));
    Deployment deployment = add(repo(call), one(call), status);
    if (state.equals("success") && body.path("auto_inactive").asBoolean(true)) {
      inactivateOthers(repo(call), deployment);
    }
    return Answer.of(201, views.deploymentStatus(repo(call), deployment, status));
  }

  private static @Nullable String link(ObjectNode body, String field) {
    String link = Json.text(body, field);
    if (link != null && !link.isEmpty() && !link.matches("https?://\\S+")) {
      throw Refusal.invalid("DeploymentStatus", field, "must use http(s) scheme");
    }
    return link == null || link.isEmpty() ? null : link;
  }

  private Status status(
      String state, String description, @Nullable String environmentUrl, @Nullable String logUrl) {
    return new Status(
        world.nextId(), state, description, environmentUrl, logUrl, world.clock.instant());
  }

  private static Deployment add(Repo repo, Deployment deployment, Status status) {
    List<Status> all = new ArrayList<>(deployment.statuses());
    all.add(status);
    Deployment changed = deployment.withStatuses(all);
    repo.deployments.put(changed.id(), changed);
    return changed;
  }

  private void inactivateOthers(Repo repo, Deployment but) {
    for (Deployment other : List.copyOf(repo.deployments.values())) {
      if (other.id() < but.id()
          && other.environment().equals(but.environment())
          && !other.transientEnvironment()
          && !other.productionEnvironment()
          && other.state().equals("success")) {
        add(repo, other, status("inactive", "", null, null));
      }
    }
  }
}
