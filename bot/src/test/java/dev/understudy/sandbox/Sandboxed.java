package dev.understudy.sandbox;

import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A sandbox with one repository and one open pull request, whose answers are validated. */
final class Sandboxed implements AutoCloseable {
  static final String BASE = "a".repeat(40);
  static final String HEAD = "b".repeat(40);
  static final String REPO = "/repos/octo/shop";

  final TestClock clock = new TestClock();
  final GitHubSandbox github = GitHubSandbox.start(GitHubSandbox.Options.of(clock));
  final RepositoryName shop = github.repository("octo/shop", "main", BASE);
  final PullRequestId pull = github.as("ada").openPullRequest(shop, NewPullRequest.of("tax", HEAD));
  private final OpenApiConformance conformance = OpenApiConformance.ofAnswers(github);

  /** The app itself. */
  Client app() {
    String token =
        new AppKey(github.privateKeyPem())
            .token(
                github.appId(),
                clock.instant().minus(Duration.ofMinutes(1)),
                clock.instant().plus(Duration.ofMinutes(9)));
    return new Client(github.url(), "Bearer " + token);
  }

  /** The app in the organization, with everything that it may. */
  Client bot() {
    try {
      return bot("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The app in the organization, narrowed. */
  Client bot(String narrowing) throws IOException {
    String path = app().get(REPO + "/installation").json().path("access_tokens_url").asText();
    return new Client(
        github.url(), "token " + app().post(path, narrowing).json().path("token").asText());
  }

  /** Somebody with a personal token. */
  Client person(String login) {
    return new Client(github.url(), "token " + github.personalToken(login));
  }

  @Override
  public void close() {
    github.close();
    conformance.close();
  }
}
