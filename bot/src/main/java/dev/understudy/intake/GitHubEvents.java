package dev.understudy.intake;

import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.intake.Event.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what GitHub delivers ("Webhook events and payloads", docs.github.com): the kinds that
 * matter, and of those the few fields of {@link Event}. No address of a payload survives.
 */
public final class GitHubEvents {
  private static final String NO_COMMIT = "0".repeat(40);

  private final long ownAppId;

  /**
   * A reader.
   *
   * @param ownAppId our GitHub App, whose comments are no commands; 0 where a plain token is used
   */
  public GitHubEvents(long ownAppId) {
    this.ownAppId = ownAppId;
  }

  /**
   * Reads one delivery, whose signature is right.
   *
   * @param name what {@code X-GitHub-Event} says
   * @throws Problem where a known event's body is no JSON, or lacks what the event needs
   */
  public Received read(String name, byte[] body) {
    return switch (name) {
      case "pull_request" -> pullRequest(Payload.read(body));
      case "pull_request_review" -> review(Payload.read(body));
      case "issue_comment" -> comment(Payload.read(body));
      case "check_run" -> checkRun(Payload.read(body));
      case "check_suite" -> checkSuite(Payload.read(body));
      case "merge_group" -> mergeGroup(Payload.read(body));
      case "push" -> push(Payload.read(body));
      case "installation" -> installation(name, "repositories", Payload.read(body));
      case "installation_repositories" ->
          installation(name, "repositories_added", Payload.read(body));
      case "ping" -> new Received(new Event.Pinged(), null, key(Payload.read(body), name), false);
      default ->
          ignored(
              "an event of a kind that is not asked for", Payload.key(name, Arrays.hashCode(body)));
    };
  }

  private static Received pullRequest(Payload payload) {
    String action = payload.name("action");
    Optional<Action> touched = action(action, payload);
    Payload pull = payload.at("pull_request");
    String sha = pull.at("head").sha("sha");
    String key =
        key(payload, "pull_request", pull.number("number"), sha, pull.textOrNull("updated_at"));
    return touched
        .map(a -> touched(payload, pull.issueNumber("number"), a, sha, key))
        .orElseGet(() -> ignored("pull_request." + action, key));
  }

  private static Optional<Action> action(String action, Payload payload) {
    return switch (action) {
      case "opened" -> Optional.of(Action.OPENED);
      case "synchronize" -> Optional.of(Action.SYNCHRONIZED);
      case "reopened" -> Optional.of(Action.REOPENED);
      case "ready_for_review" -> Optional.of(Action.READY_FOR_REVIEW);
      case "converted_to_draft" -> Optional.of(Action.CONVERTED_TO_DRAFT);
      case "closed" -> Optional.of(Action.CLOSED);
      case "edited" ->
          payload.has("changes") && payload.at("changes").has("base")
              ? Optional.of(Action.BASE_CHANGED)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Received touched(
      Payload payload, int number, Action action, String sha, String key) {
    return new Received(
        new Event.PullRequestTouched(action, sha),
        new PullRequestId(repository(payload), number),
        key,
        !(payload.has("sender") && bot(payload.at("sender"))));
  }

  private static Received review(Payload payload) {
    Payload pull = payload.at("pull_request");
    Payload review = payload.at("review");
    String sha = pull.at("head").sha("sha");
    String key =
        key(
            payload,
            "pull_request_review",
            review.number("id"),
            sha,
            review.textOrNull("submitted_at"),
            review.textOrNull("state"));
    return touched(payload, pull.issueNumber("number"), Action.REVIEWED, sha, key);
  }

  private Received comment(Payload payload) {
    Payload issue = payload.at("issue");
    Payload comment = payload.at("comment");
    long id = comment.number("id");
    String key =
        key(payload, "issue_comment", issue.number("number"), id, comment.textOrNull("updated_at"));
    if (!payload.name("action").equals("created")) {
      return ignored("a comment was changed, not written", key);
    }
    if (!issue.has("pull_request")) {
      return ignored("a comment on an issue, not on a pull request", key);
    }
    if (bot(comment.at("user")) || bot(payload.at("sender")) || ours(comment)) {
      return ignored("a comment of a bot", key);
    }
    String body = comment.textOrNull("body");
    List<Command> commands = Commands.read(body == null ? "" : body);
    return commands.isEmpty()
        ? ignored("a comment without a command", key)
        : new Received(
            new Event.Commanded(id, comment.at("user").login("login"), commands),
            new PullRequestId(repository(payload), issue.issueNumber("number")),
            key,
            true);
  }

  private boolean ours(Payload payload) {
    return payload.has("performed_via_github_app")
        && payload.at("performed_via_github_app").number("id") == ownAppId;
  }

  private static boolean bot(Payload user) {
    String login = user.textOrNull("login");
    return "Bot".equals(user.textOrNull("type")) || (login != null && login.endsWith("[bot]"));
  }

  private Received checkRun(Payload payload) {
    String action = payload.name("action");
    Payload check = payload.at("check_run");
    String sha = check.sha("head_sha");
    String key =
        key(
            payload,
            "check_run",
            check.number("id"),
            sha,
            check.textOrNull("started_at"),
            check.textOrNull("completed_at"));
    String button = null;
    if (action.equals("requested_action")) {
      button = payload.at("requested_action").name("identifier");
    } else if (!action.equals("rerequested")) {
      return ignored("check_run." + action, key);
    }
    return requested(payload, check, button, check.name("name"), Payload.key(key, button));
  }

  private Received checkSuite(Payload payload) {
    Payload suite = payload.at("check_suite");
    String key =
        key(
            payload,
            "check_suite",
            suite.number("id"),
            suite.sha("head_sha"),
            suite.textOrNull("updated_at"));
    return payload.name("action").equals("rerequested")
        ? requested(payload, suite, null, null, key)
        : ignored("check_suite." + payload.name("action"), key);
  }

  /** Two people may press the same button, of whom the first may not be allowed to. */
  private Received requested(
      Payload payload, Payload check, @Nullable String button, @Nullable String name, String of) {
    String key = Payload.key(of, payload.at("sender").login("login"));
    if (ownAppId != 0 && check.has("app") && check.at("app").number("id") != ownAppId) {
      return ignored("a check of another app", key);
    }
    return new Received(
        new Event.CheckRequested(
            button, name, check.sha("head_sha"), payload.at("sender").login("login")),
        new PullRequestId(repository(payload), onlyPullRequest(payload, check)),
        key,
        true);
  }

  /**
   * The pull request that a check is of; 0 where it is of several, or GitHub names none (a fork's).
   */
  private static int onlyPullRequest(Payload payload, Payload check) {
    long repository = payload.at("repository").number("id");
    List<Integer> numbers =
        check.each("pull_requests").stream()
            .filter(pull -> pull.at("base").at("repo").number("id") == repository)
            .map(pull -> pull.issueNumber("number"))
            .distinct()
            .toList();
    return numbers.size() == 1 ? numbers.getFirst() : 0;
  }

  private static Received mergeGroup(Payload payload) {
    Payload group = payload.at("merge_group");
    String sha = group.sha("head_sha");
    String ref = group.branch("head_ref");
    String key = key(payload, "merge_group", sha, ref);
    return payload.name("action").equals("checks_requested")
        ? new Received(
            new Event.MergeGroupRequested(sha, ref, group.branch("base_ref")),
            new PullRequestId(repository(payload), 0),
            key,
            true)
        : ignored("merge_group." + payload.name("action"), key);
  }

  private static Received push(Payload payload) {
    String ref = payload.name("ref");
    String sha = payload.sha("after");
    String pushed = payload.at("repository").node().path("pushed_at").asText();
    String key = key(payload, "push", ref, payload.sha("before"), sha, pushed);
    if (!ref.startsWith("refs/heads/")) {
      return ignored("a push to no branch", key);
    }
    return sha.equals(NO_COMMIT)
        ? ignored("a branch was deleted", key)
        : new Received(
            new Event.BranchPushed(payload.branch("ref"), sha),
            new PullRequestId(repository(payload), 0),
            key,
            false);
  }

  private static Received installation(String name, String added, Payload payload) {
    Payload installation = payload.at("installation");
    List<RepositoryName> repositories =
        payload.each(added).stream().map(item -> item.repository("full_name")).toList();
    String updated = installation.node().path("updated_at").asText();
    String key = key(payload, name, installation.number("id"), updated, repositories);
    boolean gone = payload.name("action").matches("deleted|suspend|removed");
    return new Received(
        new Event.InstallationChanged(gone ? List.of() : repositories), null, key, false);
  }

  private static RepositoryName repository(Payload payload) {
    return payload.at("repository").repository("full_name");
  }

  private static Received ignored(String why, String key) {
    return new Received(new Event.Ignored(why), null, key, false);
  }

  /** The event, its action, its repository and what else tells two deliveries apart. */
  private static String key(Payload payload, @Nullable Object... parts) {
    String repository =
        payload.has("repository") ? payload.at("repository").text("full_name") : null;
    List<@Nullable Object> all = new ArrayList<>(Arrays.asList(parts));
    all.add(payload.textOrNull("action"));
    all.add(repository);
    return Payload.key(all.toArray());
  }
}
