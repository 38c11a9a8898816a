package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.forge.Permission;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code /user}, {@code /users}, {@code /orgs} and the rate limit. */
final class PeopleRoutes {
  private static final String TEAM = "/orgs/{org}/teams/{team}";

  private final World world;
  private final Views views;
  private final RateLimits limits;
  private final Page page;

  PeopleRoutes(World world, Views views, RateLimits limits, Page page) {
    this.world = world;
    this.views = views;
    this.limits = limits;
    this.page = page;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /user", Need.PERSON, call -> Answer.ok(views.wholeUser(call.author()))),
        Route.of("GET /user/repos", Need.PERSON, this::repositories),
        Route.of("GET /users/{user}", Need.ANYBODY, this::user),
        Route.of("GET /orgs/{org}", Need.ANYBODY, call -> Answer.ok(organization(call))),
        Route.of(
            "GET /rate_limit",
            Need.ANYBODY,
            call -> Answer.ok(limits.overview(call.caller().key()))),
        Route.of("GET " + TEAM, Need.read("members"), this::team),
        Route.of("GET " + TEAM + "/memberships/{user}", Need.read("members"), this::membership));
  }

  private Answer repositories(Call call) {
    return page.of(
        call,
        world.repositories().stream()
            .filter(r -> r.role(call.author()).includes(Permission.READ))
            .map(views::repository)
            .toList());
  }

  private Answer user(Call call) {
    String login = call.part("user");
    if (!world.people.containsKey(login.toLowerCase(Locale.ROOT))) {
      throw Refusal.notFound();
    }
    return Answer.ok(views.wholeUser(login));
  }

  private ObjectNode organization(Call call) {
    String login = call.part("org");
    if (!world.isOrganization(login)) {
      throw Refusal.notFound();
    }
    return views.organization(login);
  }

  private Answer team(Call call) {
    String slug = call.part("team");
    String url = views.base() + "/orgs/" + call.part("org") + "/teams/" + slug;
    long id = world.idOf(call.part("org") + "/" + slug);
    ObjectNode view =
        Json.object()
            .put("id", id)
            .put("node_id", Views.node("T", id))
            .put("url", url)
            .put("html_url", url)
            .put("name", slug)
            .put("slug", slug)
            .putNull("description")
            .put("permission", "pull")
            .put("members_url", url + "/members")
            .put("repositories_url", url + "/repos")
            .put("type", "organization")
            .put("created_at", Json.time(world.born))
            .put("updated_at", Json.time(world.born))
            .put("members_count", members(call).size())
            .put("repos_count", 0);
    view.set("organization", organization(call));
    return Answer.ok(view);
  }

  private Set<String> members(Call call) {
    String team = call.part("org") + "/" + call.part("team");
    Set<String> members = world.teams.get(team.toLowerCase(Locale.ROOT));
    if (members == null) {
      throw Refusal.notFound();
    }
    return members;
  }

  private Answer membership(Call call) {
    String login = call.part("user").toLowerCase(Locale.ROOT);
    boolean invited = members(call).contains(World.INVITED + login);
    if (!invited && !members(call).contains(login)) {
      throw Refusal.notFound();
    }
    String url = views.base() + call.path().group();
    return Answer.ok(
        Json.object()
            .put("url", url)
            .put("role", "member")
            .put("state", invited ? "pending" : "active"));
  }
}
