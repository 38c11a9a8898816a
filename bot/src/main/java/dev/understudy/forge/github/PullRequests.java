package dev.understudy.forge.github;

import static dev.understudy.forge.github.GitHubRest.number;
import static dev.understudy.forge.github.GitHubRest.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequest.State;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.util.List;

/**
 * Reads pull requests. Not with kohsuke's objects: of a list, they ask for each pull request again
 * before they say whether it is a draft.
 *
 * @see <a href="https://docs.github.com/en/rest/pulls/pulls">Pull requests</a>
 */
final class PullRequests {
  private static final String NEEDS = "Pull requests: read";

  private final Accounts accounts;

  PullRequests(Accounts accounts) {
    this.accounts = accounts;
  }

  PullRequest read(PullRequestId id) {
    RepositoryName repository = id.repository();
    return Refusals.told(
        "read " + id,
        NEEDS,
        () ->
            pullRequest(
                repository,
                accounts
                    .in(repository)
                    .rest()
                    .get("/repos/" + repository + "/pulls/" + id.number())));
  }

  List<PullRequest> open(RepositoryName repository) {
    return Refusals.told(
        "list the pull requests of " + repository,
        NEEDS,
        () ->
            accounts
                .in(repository)
                .rest()
                .list("/repos/" + repository + "/pulls?state=open&per_page=100")
                .stream()
                .map(each -> pullRequest(repository, each))
                .toList());
  }

  private static PullRequest pullRequest(RepositoryName repository, JsonNode node) {
    boolean merged = node.path("merged_at").isTextual();
    State closed = merged ? State.MERGED : State.CLOSED;
    return new PullRequest(
        new PullRequestId(repository, Math.toIntExact(number(node, "/number"))),
        text(node, "/state").equals("open") ? State.OPEN : closed,
        node.path("draft").asBoolean(),
        text(node, "/title"),
        node.at("/user/login").asText("ghost"),
        commit(node, "/head/sha"),
        text(node, "/head/ref"),
        text(node, "/base/ref"),
        commit(node, "/base/sha"),
        isFork(node),
        merged ? commit(node, "/merge_commit_sha") : null);
  }

  /** A repository that is gone has no id. */
  private static boolean isFork(JsonNode node) {
    JsonNode head = node.at("/head/repo/id");
    return !head.isIntegralNumber() || head.longValue() != number(node, "/base/repo/id");
  }

  private static String commit(JsonNode node, String pointer) {
    String sha = text(node, pointer);
    if (!sha.matches("[0-9a-f]{40}")) {
      throw GitHubRest.unreadable();
    }
    return sha;
  }
}
