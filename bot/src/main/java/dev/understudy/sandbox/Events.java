package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the payloads of webhooks ("Webhook events and payloads", docs.github.com). */
final class Events {
  static final String NO_COMMIT = "0".repeat(40);

  private final World world;
  private final Views views;
  private final PullViews pulls;
  private final CommentViews comments;
  private final CheckViews checks;

  Events(World world, Views views, PullViews pulls) {
    this.world = world;
    this.views = views;
    this.pulls = pulls;
    this.comments = new CommentViews(views, pulls);
    this.checks = new CheckViews(views, pulls);
  }

  void pullRequest(Pull pull, String action, String sender) {
    pullRequest(pull, action, sender, Json.object());
  }

  /** With fields that only some actions have. */
  void pullRequest(Pull pull, String action, String sender, ObjectNode more) {
    ObjectNode payload = payload(action, pull.repo, sender).put("number", pull.number);
    payload.set("pull_request", pulls.pull(pull));
    payload.setAll(more);
    send("pull_request", pull.repo, payload);
  }

  void comment(Repo repo, Comment comment, String action, String sender, @Nullable String before) {
    ObjectNode payload = payload(action, repo, sender);
    payload.set("issue", pulls.issue(repo.pull(comment.number())));
    payload.set("comment", comments.comment(repo, comment));
    if (before != null) {
      payload.putObject("changes").putObject("body").put("from", before);
    }
    send("issue_comment", repo, payload);
  }

  /**
   * Something about a check.
   *
   * @param button the identifier of what was clicked, or null
   */
  void check(Repo repo, ObjectNode check, String action, String sender, @Nullable String button) {
    ObjectNode payload = payload(action, repo, sender);
    payload.set("check_run", checks.embedded(repo, check));
    if (button != null) {
      payload.putObject("requested_action").put("identifier", button);
    }
    send("check_run", repo, payload);
  }

  void suite(Repo repo, String sha, String sender) {
    ObjectNode payload = payload("rerequested", repo, sender);
    payload.set("check_suite", checks.suite(repo, sha));
    send("check_suite", repo, payload);
  }

  void review(Pull pull, String state, String body, String sender) {
    long id = world.nextId();
    ObjectNode payload = payload("submitted", pull.repo, sender);
    ObjectNode review = payload.putObject("review");
    review.put("id", id).put("node_id", Views.node("PRR", id));
    review.set("user", views.user(sender));
    review
        .put("body", body)
        .put("state", state)
        .put("commit_id", pull.headSha)
        .put("submitted_at", Json.time(world.clock.instant()))
        .put("html_url", views.page(pull.repo) + "/pull/" + pull.number)
        .put("pull_request_url", pulls.url(pull))
        .put("author_association", "COLLABORATOR");
    payload.set("pull_request", pulls.pull(pull));
    send("pull_request_review", pull.repo, payload);
  }

  void push(Repo repo, String branch, @Nullable String before, String sha, String sender) {
    ObjectNode payload = payload(null, repo, sender);
    payload
        .put("ref", "refs/heads/" + branch)
        .put("before", before == null ? NO_COMMIT : before)
        .put("after", sha)
        .put("created", before == null)
        .put("deleted", false)
        .put("forced", false)
        .putNull("base_ref")
        .put("compare", views.page(repo) + "/compare/" + sha);
    ObjectNode commit =
        Json.object()
            .put("id", sha)
            .put("tree_id", sha)
            .put("distinct", true)
            .put("message", "Change")
            .put("timestamp", Json.time(world.clock.instant()))
            .put("url", views.page(repo) + "/commit/" + sha);
    payload.set("commits", Json.array(List.of(commit)));
    payload.set("head_commit", commit.deepCopy());
    payload.putObject("pusher").put("name", sender).put("email", sender + "@example.com");
    send("push", repo, payload);
  }

  void mergeGroup(Pull pull, String groupSha, String sender) {
    ObjectNode payload = payload("checks_requested", pull.repo, sender);
    String ref =
        "refs/heads/gh-readonly-queue/%s/pr-%d-%s"
            .formatted(pull.baseRef, pull.number, pull.baseSha);
    ObjectNode group = payload.putObject("merge_group");
    group
        .put("head_sha", groupSha)
        .put("head_ref", ref)
        .put("base_sha", pull.baseSha)
        .put("base_ref", "refs/heads/" + pull.baseRef);
    group
        .putObject("head_commit")
        .put("id", groupSha)
        .put("tree_id", groupSha)
        .put("message", "Merge pull request #" + pull.number)
        .put("timestamp", Json.time(world.clock.instant()));
    send("merge_group", pull.repo, payload);
  }

  void installation(World.Installation installation, String action, List<Repo> of, String sender) {
    ObjectNode payload = Json.object().put("action", action);
    payload.set("installation", views.installation(installation));
    List<ObjectNode> repositories =
        of.stream()
            .map(
                r ->
                    Json.object()
                        .put("id", r.id)
                        .put("node_id", Views.node("R", r.id))
                        .put("name", r.name.name())
                        .put("full_name", r.name.toString())
                        .put("private", true))
            .toList();
    payload.set("repositories", Json.array(repositories));
    payload.set("sender", views.user(sender));
    world.happened(new World.Event("installation", action, installation.id(), null, payload));
  }

  void ping() {
    ObjectNode payload =
        Json.object().put("zen", "Keep it logically awesome.").put("hook_id", World.HOOK);
    ObjectNode hook = payload.putObject("hook");
    hook.put("type", "App").put("id", World.HOOK).put("name", "web").put("active", true);
    hook.put("app_id", World.APP).set("events", Json.MAPPER.valueToTree(World.EVENTS));
    world.happened(new World.Event("ping", null, null, null, payload));
  }

  private ObjectNode payload(@Nullable String action, Repo repo, String sender) {
    ObjectNode payload = Json.object();
    if (action != null) {
      payload.put("action", action);
    }
    payload.set("repository", views.repository(repo));
    if (world.isOrganization(repo.name.owner())) {
      payload
          .putObject("organization")
          .put("login", repo.name.owner())
          .put("id", world.idOf(repo.name.owner()));
    }
    payload.set("sender", views.user(sender));
    return payload;
  }

  /** Only where the app is installed, which is where GitHub has somebody to tell. */
  private void send(String event, Repo repo, ObjectNode payload) {
    World.Installation installation = world.installation(repo.name.owner());
    if (installation != null) {
      payload
          .putObject("installation")
          .put("id", installation.id())
          .put("node_id", Views.node("MDI", installation.id()));
      world.happened(
          new World.Event(
              event, Json.text(payload, "action"), installation.id(), repo.id, payload));
    }
  }
}
