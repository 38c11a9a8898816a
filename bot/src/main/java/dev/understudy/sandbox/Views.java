package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** People, apps and repositories in the form in which GitHub's schema wants them. */
final class Views {
  /** Enough of a node id for anybody: GitHub says that it is opaque. */
  static String node(String kind, long id) {
    return kind + "_" + Long.toString(id, 36);
  }

  private static final List<String> USER_LINKS =
      List.of(
          "followers",
          "following",
          "gists",
          "starred",
          "subscriptions",
          "organizations",
          "repos",
          "events",
          "received_events");
  private static final List<String> REPOSITORY_LINKS =
      List.of(
          """
          archive assignees git/blobs branches collaborators comments commits compare contents
          contributors deployments downloads events forks git/commits git/refs git/tags hooks
          issues/comments issues/events issues keys labels languages merges milestones
          notifications pulls releases stargazers statuses subscribers subscription tags teams
          git/trees"""
              .split("\\s+"));
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "git/blobs", "blobs",
          "git/trees", "trees",
          "issues/comments", "issue_comment",
          "issues/events", "issue_events");
  private static final List<String> COUNTS =
      List.of(
          """
          forks forks_count open_issues open_issues_count size stargazers_count watchers
          watchers_count network_count subscribers_count"""
              .split("\\s+"));

  private final World world;
  private final String base;

  Views(World world, String base) {
    this.world = world;
    this.base = base;
  }

  String base() {
    return base;
  }

  String url(Repo repo) {
    return base + "/repos/" + repo.name;
  }

  String page(Repo repo) {
    return base + "/" + repo.name;
  }

  ObjectNode user(String login) {
    long id = world.idOf(login);
    String url = base + "/users/" + Request.encode(login);
    ObjectNode user =
        Json.object()
            .put("login", login)
            .put("id", id)
            .put("node_id", node("U", id))
            .put("avatar_url", base + "/avatars/" + id)
            .put("gravatar_id", "")
            .put("url", url)
            .put("html_url", base + "/" + Request.encode(login));
    USER_LINKS.forEach(link -> user.put(link + "_url", url + "/" + link));
    return user.put("type", type(login)).put("site_admin", false);
  }

  private String type(String login) {
    if (login.endsWith("[bot]")) {
      return "Bot";
    }
    return world.isOrganization(login) ? "Organization" : "User";
  }

  /** {@code GET /users/…}: more than what others embed. */
  ObjectNode wholeUser(String login) {
    ObjectNode user = user(login);
    List.of("bio", "blog", "company", "email", "hireable", "location", "name")
        .forEach(user::putNull);
    List.of("followers", "following", "public_gists", "public_repos")
        .forEach(count -> user.put(count, 0));
    return user.put("created_at", Json.time(world.born)).put("updated_at", Json.time(world.born));
  }

  ObjectNode organization(String login) {
    long id = world.idOf(login);
    String url = base + "/orgs/" + login;
    ObjectNode view =
        Json.object()
            .put("login", login)
            .put("id", id)
            .put("node_id", node("O", id))
            .put("url", url)
            .put("html_url", base + "/" + login)
            .put("avatar_url", base + "/avatars/" + id);
    List.of("repos", "events", "hooks", "issues", "members", "public_members")
        .forEach(link -> view.put(link + "_url", url + "/" + link));
    List.of("public_repos", "public_gists", "followers", "following")
        .forEach(count -> view.put(count, 0));
    List.of("description", "archived_at").forEach(view::putNull);
    return view.put("has_organization_projects", false)
        .put("has_repository_projects", false)
        .put("type", "Organization")
        .put("created_at", Json.time(world.born))
        .put("updated_at", Json.time(world.born));
  }

  ObjectNode repository(Repo repo) {
    ObjectNode view =
        Json.object()
            .put("id", repo.id)
            .put("node_id", node("R", repo.id))
            .put("name", repo.name.name())
            .put("full_name", repo.name.toString());
    view.set("owner", user(repo.name.owner()));
    view.put("private", true).put("html_url", page(repo)).putNull("description");
    view.put("fork", repo.parent != null).put("url", url(repo));
    for (String link : REPOSITORY_LINKS) {
      String name = OTHER_NAMES.getOrDefault(link, link.replace('/', '_'));
      view.put(name + "_url", url(repo) + "/" + link);
    }
    view.put("default_branch", repo.defaultBranch);
    URI git = repo.git == null ? URI.create(page(repo) + ".git") : repo.git.toUri();
    view.put("clone_url", git.toString())
        .put("git_url", git.toString())
        .put("ssh_url", "git@localhost:" + repo.name + ".git")
        .put("svn_url", page(repo));
    List.of("mirror_url", "homepage", "language", "license").forEach(view::putNull);
    COUNTS.forEach(count -> view.put(count, 0));
    List.of("issues", "projects", "wiki", "pages", "discussions", "downloads")
        .forEach(feature -> view.put("has_" + feature, feature.equals("issues")));
    List.of("created_at", "updated_at", "pushed_at")
        .forEach(field -> view.put(field, Json.time(world.born)));
    return view.put("archived", false).put("disabled", false).put("visibility", "private");
  }

  /** The few fields that a check shows of a repository. */
  ObjectNode shortRepository(Repo repo) {
    return Json.object().put("id", repo.id).put("url", url(repo)).put("name", repo.name.name());
  }

  ObjectNode app() {
    ObjectNode app =
        Json.object()
            .put("id", World.APP)
            .put("slug", "understudy")
            .put("node_id", node("A", World.APP))
            .put("client_id", World.CLIENT);
    app.set("owner", user("understudy-authors"));
    app.put("name", "Understudy")
        .put("description", "Rehearses pull requests")
        .put("external_url", base + "/apps/understudy")
        .put("html_url", base + "/apps/understudy")
        .put("created_at", Json.time(world.born))
        .put("updated_at", Json.time(world.born));
    app.set("permissions", Json.MAPPER.valueToTree(World.PERMISSIONS));
    app.set("events", Json.MAPPER.valueToTree(World.EVENTS));
    return app;
  }

  ObjectNode installation(World.Installation installation) {
    String url = base + "/app/installations/" + installation.id();
    ObjectNode view = Json.object().put("id", installation.id());
    view.set("account", user(installation.account()));
    view.put("repository_selection", "all")
        .put("access_tokens_url", url + "/access_tokens")
        .put("repositories_url", base + "/installation/repositories")
        .put("html_url", base + "/settings/installations/" + installation.id())
        .put("app_id", World.APP)
        .put("app_slug", "understudy")
        .put("target_id", world.idOf(installation.account()))
        .put("target_type", type(installation.account()));
    view.set("permissions", Json.MAPPER.valueToTree(installation.permissions()));
    view.set("events", Json.MAPPER.valueToTree(World.EVENTS));
    view.put("created_at", Json.time(world.born)).put("updated_at", Json.time(world.born));
    List.of("single_file_name", "suspended_by", "suspended_at").forEach(view::putNull);
    return view;
  }
}
