package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Check runs in the form in which GitHub's schema wants them. */
final class CheckViews {
  private final Views views;
  private final PullViews pulls;

  CheckViews(Views views, PullViews pulls) {
    this.views = views;
    this.pulls = pulls;
  }

  /** As the API answers: counts the annotations, and keeps the buttons to itself. */
  ObjectNode run(Repo repo, ObjectNode check) {
    long id = check.path("id").asLong();
    String url = views.url(repo) + "/check-runs/" + id;
    ObjectNode view = check.deepCopy();
    view.remove("actions");
    view.put("node_id", Views.node("CR", id))
        .put("url", url)
        .put("html_url", views.page(repo) + "/runs/" + id);
    ObjectNode output = view.withObject("/output");
    int annotations = output.path("annotations").size();
    output.remove("annotations");
    List.of("title", "summary", "text")
        .forEach(field -> output.put(field, Json.text(output, field)));
    output.put("annotations_count", annotations).put("annotations_url", url + "/annotations");
    view.putObject("check_suite").put("id", suiteId(check.path("head_sha").asText()));
    view.set("app", views.app());
    view.set("pull_requests", Json.array(of(repo, check.path("head_sha").asText())));
    return view;
  }

  /** As an event holds it: with its suite. */
  ObjectNode embedded(Repo repo, ObjectNode check) {
    ObjectNode view = run(repo, check);
    view.set("check_suite", suite(repo, check.path("head_sha").asText()));
    return view;
  }

  /** Where the files of its commit are shown, ending in a slash. */
  String blob(Repo repo, ObjectNode check) {
    return views.page(repo) + "/blob/" + check.path("head_sha").asText() + "/";
  }

  ObjectNode suite(Repo repo, String sha) {
    long id = suiteId(sha);
    ObjectNode suite =
        Json.object()
            .put("id", id)
            .put("node_id", Views.node("CS", id))
            .put("head_sha", sha)
            .put("status", "completed")
            .put("url", views.url(repo) + "/check-suites/" + id);
    suite.put(
        "head_branch",
        repo.pulls.values().stream()
            .filter(p -> p.headSha.equals(sha) && p.headRepo == repo)
            .map(p -> p.headRef)
            .findFirst()
            .orElse(null));
    suite.set("app", views.app());
    suite.set("pull_requests", Json.array(of(repo, sha)));
    return suite;
  }

  /** One suite for each commit, as the app has one. */
  private static long suiteId(String sha) {
    return 1 + Integer.toUnsignedLong(sha.hashCode());
  }

  /** The open pull requests that a commit heads; none where it comes from a fork. */
  private List<ObjectNode> of(Repo repo, String sha) {
    return repo.pulls.values().stream()
        .filter(p -> p.open && p.headSha.equals(sha) && p.headRepo == repo)
        .map(this::minimal)
        .toList();
  }

  private ObjectNode minimal(Pull pull) {
    ObjectNode view =
        Json.object().put("id", pull.id).put("number", pull.number).put("url", pulls.url(pull));
    view.putObject("head")
        .put("ref", pull.headRef)
        .put("sha", pull.headSha)
        .set("repo", views.shortRepository(pull.headRepo));
    view.putObject("base")
        .put("ref", pull.baseRef)
        .put("sha", pull.baseSha)
        .set("repo", views.shortRepository(pull.repo));
    return view;
  }
}
