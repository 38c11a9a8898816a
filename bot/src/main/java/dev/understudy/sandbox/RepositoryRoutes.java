package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.forge.Permission;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** {@code /repos/…}: repositories, branches, pull requests and who may do what. */
final class RepositoryRoutes {
  private static final String REPO = "/repos/{owner}/{repo}";

  private final World world;
  private final Views views;
  private final PullViews pulls;
  private final Page page;

  RepositoryRoutes(World world, Views views, PullViews pulls, Page page) {
    this.world = world;
    this.views = views;
    this.pulls = pulls;
    this.page = page;
  }

  List<Route> routes() {
    Need metadata = Need.read("metadata");
    Need contents = Need.read("contents");
    Need reviews = Need.read("pull_requests");
    return List.of(
        Route.of("GET " + REPO, metadata, call -> Answer.ok(views.repository(repo(call)))),
        Route.of("GET " + REPO + "/branches/{branch}", contents, this::branch),
        Route.of("GET " + REPO + "/commits/{ref}", contents, this::commit),
        Route.of("GET " + REPO + "/pulls", reviews, this::list),
        Route.of("GET " + REPO + "/pulls/{number}", reviews, this::pull),
        Route.of(
            "GET " + REPO + "/collaborators/{username}/permission", metadata, this::permission));
  }

  private Repo repo(Call call) {
    return world.repo(call.repository());
  }

  private Answer branch(Call call) {
    Repo repo = repo(call);
    String name = call.part("branch");
    String sha = repo.branches.get(name);
    if (sha == null) {
      throw new Refusal(404, "Branch not found");
    }
    String url = views.url(repo) + "/branches/" + Request.encode(name);
    ObjectNode view = Json.object().put("name", name);
    view.set("commit", pulls.commit(repo, sha));
    view.putObject("_links").put("self", url).put("html", views.page(repo) + "/tree/" + name);
    view.putObject("protection").put("enabled", false);
    return Answer.ok(view.put("protected", false).put("protection_url", url + "/protection"));
  }

  private Answer commit(Call call) {
    Repo repo = repo(call);
    String sha = repo.resolve(call.part("ref"));
    if (sha == null) {
      throw new Refusal(422, "No commit found for SHA: " + call.part("ref"));
    }
    return Answer.ok(pulls.commit(repo, sha));
  }

  private Answer pull(Call call) {
    return Answer.ok(pulls.pull(repo(call).pull(call.number("number"))));
  }

  private Answer list(Call call) {
    String state = call.query("state", "open");
    String sort = call.query("sort", "created");
    Comparator<Pull> order =
        sort.equals("updated")
            ? Comparator.comparing(p -> p.updatedAt)
            : Comparator.comparingInt(p -> p.number);
    boolean rising = call.query("direction", "desc").equals("asc");
    return page.of(
        call,
        repo(call).pulls.values().stream()
            .filter(p -> state.equals("all") || p.open == state.equals("open"))
            .filter(p -> p.baseRef.equals(call.query("base", p.baseRef)))
            .filter(p -> label(p).equals(call.query("head", label(p))))
            .sorted(rising ? order : order.reversed())
            .map(pulls::listed)
            .toList());
  }

  private static String label(Pull pull) {
    return pull.headRepo.name.owner() + ":" + pull.headRef;
  }

  private Answer permission(Call call) {
    String login = call.part("username");
    if (!world.people.containsKey(login.toLowerCase(Locale.ROOT))) {
      throw new Refusal(404, login + " is not a user");
    }
    Permission role = repo(call).role(login);
    String name = role.name().toLowerCase(Locale.ROOT);
    ObjectNode view = Json.object().put("permission", legacy(role)).put("role_name", name);
    ObjectNode user = views.user(login).put("role_name", name);
    user.putObject("permissions")
        .put("pull", role.includes(Permission.READ))
        .put("triage", role.includes(Permission.TRIAGE))
        .put("push", role.includes(Permission.WRITE))
        .put("maintain", role.includes(Permission.MAINTAIN))
        .put("admin", role.includes(Permission.ADMIN));
    view.set("user", user);
    return Answer.ok(view);
  }

  /** The old field knows no triage and no maintain ("Get repository permissions for a user"). */
  private static String legacy(Permission role) {
    return switch (role) {
      case NONE -> "none";
      case READ, TRIAGE -> "read";
      case WRITE, MAINTAIN -> "write";
      case ADMIN -> "admin";
    };
  }
}
