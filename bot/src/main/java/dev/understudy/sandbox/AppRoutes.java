package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.forge.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /app} and {@code /installation}: the app, where it is installed, and its tokens. */
final class AppRoutes {
  /** How long an installation token lives ("Create an installation access token for an app"). */
  private static final Duration LIFE = Duration.ofHours(1);

  private final World world;
  private final Views views;
  private final Page page;

  AppRoutes(World world, Views views, Page page) {
    this.world = world;
    this.views = views;
    this.page = page;
  }

  List<Route> routes() {
    String installation = "/app/installations/{installation}";
    return List.of(
        Route.of("GET /app", Need.APP, _ -> Answer.ok(views.app())),
        Route.of("GET /app/installations", Need.APP, this::list),
        Route.of("GET " + installation, Need.APP, call -> shown(byId(call))),
        Route.of("POST " + installation + "/access_tokens", Need.APP, this::token),
        Route.of(
            "GET /repos/{owner}/{repo}/installation",
            Need.APP,
            call -> shown(world.installation(world.repo(call.repository()).name.owner()))),
        Route.of("GET /orgs/{org}/installation", Need.APP, call -> of(call.part("org"), true)),
        Route.of("GET /users/{user}/installation", Need.APP, call -> of(call.part("user"), false)),
        Route.of("GET /installation/repositories", Need.INSTALLATION, this::repositories));
  }

  private Answer list(Call call) {
    return page.of(call, world.installations.values().stream().map(views::installation).toList());
  }

  private Answer of(String account, boolean organization) {
    return shown(
        world.isOrganization(account) == organization ? world.installation(account) : null);
  }

  private Answer shown(World.@Nullable Installation installation) {
    if (installation == null) {
      throw Refusal.notFound();
    }
    return Answer.ok(views.installation(installation));
  }

  private World.Installation byId(Call call) {
    long id = call.number("installation");
    return world.installations.values().stream()
        .filter(i -> i.id() == id)
        .findFirst()
        .orElseThrow(Refusal::notFound);
  }

  private Answer token(Call call) {
    World.Installation installation = byId(call);
    Map<String, String> permissions = permissions(installation, call.body().path("permissions"));
    List<Repo> repositories = narrowed(installation, call.body());
    Instant expires = world.clock.instant().plus(LIFE);
    String token = "ghs_" + UUID.randomUUID().toString().replace("-", "");
    Set<RepositoryName> names = new HashSet<>();
    boolean selected = call.body().has("repositories") || call.body().has("repository_ids");
    repositories.forEach(r -> names.add(r.name));
    world.tokens.put(
        token,
        new Caller.Installed(
            installation.id(),
            installation.account(),
            selected ? names : Set.of(),
            permissions,
            expires));
    ObjectNode view = Json.object().put("token", token).put("expires_at", Json.time(expires));
    view.set("permissions", Json.MAPPER.valueToTree(permissions));
    view.put("repository_selection", selected ? "selected" : "all");
    if (selected) {
      view.set("repositories", Json.array(repositories.stream().map(views::repository).toList()));
    }
    return Answer.of(201, view);
  }

  /** What was asked for, which must not exceed what the installation has. */
  private static Map<String, String> permissions(World.Installation installation, JsonNode asked) {
    if (asked.isMissingNode()) {
      return installation.permissions();
    }
    Map<String, String> narrowed = new HashMap<>(Map.of("metadata", "read"));
    for (Map.Entry<String, JsonNode> permission : asked.properties()) {
      String wanted = permission.getValue().asText();
      String granted = installation.permissions().getOrDefault(permission.getKey(), "");
      if (!granted.equals("write") && !granted.equals(wanted)) {
        throw new Refusal(422, "The permissions requested are not granted to this installation.");
      }
      narrowed.put(permission.getKey(), wanted);
    }
    return Map.copyOf(narrowed);
  }

  private List<Repo> narrowed(World.Installation installation, ObjectNode body) {
    Set<String> names = new HashSet<>();
    Set<Long> ids = new HashSet<>();
    body.path("repositories").forEach(name -> names.add(name.asText()));
    body.path("repository_ids").forEach(id -> ids.add(id.asLong()));
    List<Repo> found =
        world.of(installation).stream()
            .filter(r -> names.contains(r.name.name()) || ids.contains(r.id))
            .toList();
    if (found.size() < names.size() + ids.size()) {
      throw new Refusal(
          422,
          "There is at least one repository that does not exist or is not accessible to the parent"
              + " installation.");
    }
    return found;
  }

  private Answer repositories(Call call) {
    Caller.Installed caller = (Caller.Installed) call.caller();
    World.Installation installation = world.installation(caller.account());
    return page.of(
        call,
        "repositories",
        installation == null
            ? List.of()
            : world.of(installation).stream()
                .filter(r -> caller.mayRead(r.name))
                .map(views::repository)
                .toList());
  }
}
