package dev.understudy.forge.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.failure.Secret;
import dev.understudy.forge.CheckRun;
import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.sandbox.Exchange;
import dev.understudy.sandbox.GitHubSandbox;
import dev.understudy.sandbox.NewPullRequest;
import dev.understudy.sandbox.OpenApiConformance;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * GitHub's stand-in with one repository and one pull request, the app and a person there, and
 * GitHub's own description of its API watching what both sides say.
 */
final class OnGitHub implements AutoCloseable {
  static final String BASE = "a".repeat(40);
  static final String HEAD = "b".repeat(40);

  final Clock clock = new Clock();
  final GitHubSandbox github = GitHubSandbox.start(GitHubSandbox.Options.of(clock));
  final RepositoryName shop = github.repository("octo/shop", "main", BASE);
  final PullRequestId pull = github.as("ada").openPullRequest(shop, NewPullRequest.of("tax", HEAD));
  private final OpenApiConformance conformance = OpenApiConformance.of(github);
  private final List<GitHubForge> opened = new ArrayList<>();
  final GitHubForge forge = open(app());

  GitHubSettings.Login app() {
    return new GitHubSettings.Login.App(
        String.valueOf(github.appId()), Secret.of(github.privateKeyPem()));
  }

  GitHubForge open(GitHubSettings.Login login) {
    return open(login, URI.create(github.url()));
  }

  GitHubForge open(GitHubSettings.Login login, URI api) {
    GitHubSettings settings =
        GitHubSettings.of(login)
            .at(api, GitHubSettings.WEB)
            .within(WriteLimits.NONE)
            .waiting(Duration.ofSeconds(10));
    GitHubForge forge = GitHubForge.open(settings, clock);
    opened.add(forge);
    return forge;
  }

  /** A person with a token, who may write. */
  GitHubForge person(String login) {
    github.permission(shop, login, Permission.WRITE);
    return open(new GitHubSettings.Login.Token(Secret.of(github.personalToken(login))));
  }

  /** What was asked, such as {@code GET /app}, after the first so many. */
  List<String> requests(int after) {
    return github.requests().stream()
        .skip(after)
        .map(each -> each.method() + " " + each.path())
        .toList();
  }

  /** The request to a path, the last of them. */
  Exchange last(String method, String path) {
    return github.requests().stream()
        .filter(each -> each.method().equals(method) && each.path().matches(path))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  /** Reads JSON, in single quotes too. */
  JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  CheckRun running(String externalId) {
    return new CheckRun(
        "understudy / stage",
        HEAD,
        externalId,
        null,
        "Staging",
        "3 of 7 steps",
        "https://understudy.example.com/runs/1",
        List.of(),
        List.of());
  }

  @Override
  public void close() {
    opened.forEach(GitHubForge::close);
    github.close();
    conformance.close();
  }
}
