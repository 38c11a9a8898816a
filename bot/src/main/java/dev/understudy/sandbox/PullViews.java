package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Pull requests and what hangs on them, in the form in which GitHub's schema wants them. */
final class PullViews {
  private final World world;
  private final Views views;

  PullViews(World world, Views views) {
    this.world = world;
    this.views = views;
  }

  String url(Pull pull) {
    return views.url(pull.repo) + "/pulls/" + pull.number;
  }

  String issueUrl(Repo repo, int number) {
    return views.url(repo) + "/issues/" + number;
  }

  ObjectNode pull(Pull pull) {
    ObjectNode view =
        Json.object()
            .put("url", url(pull))
            .put("id", pull.id)
            .put("node_id", Views.node("PR", pull.id))
            .put("number", pull.number);
    links(pull, view);
    common(pull, view);
    view.set("head", side(pull, pull.headRepo, pull.headRef, pull.headSha));
    view.set("base", side(pull, pull.repo, pull.baseRef, pull.baseSha));
    view.putArray("requested_reviewers");
    view.putArray("requested_teams");
    view.put("draft", pull.draft).put("merged", pull.merged());
    view.put("merge_commit_sha", pull.mergeSha == null ? testMerge(pull) : pull.mergeSha);
    view.put("merged_at", pull.merged() ? Json.timeOrNull(pull.closedAt) : null);
    view.set("merged_by", pull.mergedBy == null ? null : views.user(pull.mergedBy));
    view.put("mergeable", true).put("mergeable_state", pull.draft ? "draft" : "clean");
    view.put("rebaseable", true).put("maintainer_can_modify", false);
    long comments = pull.repo.comments.values().stream().filter(c -> on(pull, c)).count();
    view.put("comments", comments).putNull("auto_merge");
    List.of("review_comments", "commits", "additions", "deletions", "changed_files")
        .forEach(count -> view.put(count, count.equals("review_comments") ? 0 : 1));
    return view;
  }

  /** As a list holds it: without what GitHub has to work out first. */
  ObjectNode listed(Pull pull) {
    ObjectNode view = pull(pull);
    view.remove(
        List.of(
            "merged",
            "merged_by",
            "mergeable",
            "mergeable_state",
            "rebaseable",
            "maintainer_can_modify",
            "comments",
            "review_comments",
            "commits",
            "additions",
            "deletions",
            "changed_files"));
    return view;
  }

  private static boolean on(Pull pull, Comment comment) {
    return comment.number() == pull.number;
  }

  /** What an open pull request shows as its merge commit: GitHub tries whether it would merge. */
  private static String testMerge(Pull pull) {
    byte[] sides = (pull.headSha + pull.baseSha).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Signing.sha256(sides)).substring(0, 40);
  }

  private void links(Pull pull, ObjectNode view) {
    String page = views.page(pull.repo) + "/pull/" + pull.number;
    String issue = issueUrl(pull.repo, pull.number);
    String statuses = views.url(pull.repo) + "/statuses/" + pull.headSha;
    view.put("html_url", page)
        .put("diff_url", page + ".diff")
        .put("patch_url", page + ".patch")
        .put("issue_url", issue)
        .put("commits_url", url(pull) + "/commits")
        .put("review_comments_url", url(pull) + "/comments")
        .put("review_comment_url", views.url(pull.repo) + "/pulls/comments")
        .put("comments_url", issue + "/comments")
        .put("statuses_url", statuses);
    ObjectNode links = view.putObject("_links");
    links.putObject("self").put("href", url(pull));
    links.putObject("html").put("href", page);
    links.putObject("issue").put("href", issue);
    links.putObject("comments").put("href", issue + "/comments");
    links.putObject("review_comments").put("href", url(pull) + "/comments");
    links.putObject("review_comment").put("href", views.url(pull.repo) + "/pulls/comments");
    links.putObject("commits").put("href", url(pull) + "/commits");
    links.putObject("statuses").put("href", statuses);
  }

  /** What it is as a pull request and as an issue alike. */
  private void common(Pull pull, ObjectNode view) {
    view.put("state", pull.open ? "open" : "closed")
        .put("locked", false)
        .put("title", pull.title)
        .putNull("body");
    view.set("user", views.user(pull.author));
    view.put("created_at", Json.time(pull.createdAt))
        .put("updated_at", Json.time(pull.updatedAt))
        .put("closed_at", Json.timeOrNull(pull.closedAt))
        .put("author_association", "CONTRIBUTOR");
    List.of("assignee", "milestone", "active_lock_reason").forEach(view::putNull);
    view.putArray("assignees");
    view.putArray("labels");
  }

  private ObjectNode side(Pull pull, Repo repo, String ref, String sha) {
    ObjectNode side = Json.object().put("label", repo.name.owner() + ":" + ref);
    side.put("ref", ref).put("sha", sha);
    boolean gone = repo.deleted && repo != pull.repo;
    side.set("user", gone ? null : views.user(repo.name.owner()));
    side.set("repo", gone ? null : views.repository(repo));
    return side;
  }

  /** The pull request as an issue, which is what comments hang on. */
  ObjectNode issue(Pull pull) {
    String url = issueUrl(pull.repo, pull.number);
    String page = views.page(pull.repo) + "/pull/" + pull.number;
    ObjectNode view =
        Json.object()
            .put("url", url)
            .put("repository_url", views.url(pull.repo))
            .put("labels_url", url + "/labels")
            .put("comments_url", url + "/comments")
            .put("events_url", url + "/events")
            .put("html_url", page)
            .put("id", world.idOf(url))
            .put("node_id", Views.node("I", pull.id))
            .put("number", pull.number);
    common(pull, view);
    view.put("comments", pull.repo.comments.values().stream().filter(c -> on(pull, c)).count());
    view.put("draft", pull.draft);
    view.putObject("pull_request")
        .put("url", url(pull))
        .put("html_url", page)
        .put("diff_url", page + ".diff")
        .put("patch_url", page + ".patch");
    return view;
  }

  /** A commit of which only the SHA is known. */
  ObjectNode commit(Repo repo, String sha) {
    String url = views.url(repo) + "/commits/" + sha;
    ObjectNode view =
        Json.object()
            .put("sha", sha)
            .put("node_id", "C_" + sha)
            .put("url", url)
            .put("html_url", views.page(repo) + "/commit/" + sha)
            .put("comments_url", url + "/comments");
    ObjectNode commit = view.putObject("commit");
    ObjectNode signed =
        Json.object()
            .put("name", "Somebody")
            .put("email", "somebody@example.com")
            .put("date", Json.time(world.born));
    commit.<ObjectNode>set("author", signed).set("committer", signed.deepCopy());
    commit.put("message", "Change").put("comment_count", 0);
    commit.put("url", views.url(repo) + "/git/commits/" + sha);
    commit.putObject("tree").put("sha", sha).put("url", views.url(repo) + "/git/trees/" + sha);
    view.putObject("author");
    view.putObject("committer");
    view.putArray("parents");
    return view;
  }
}
