package dev.understudy.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What GitHub says instead of an answer, and what becomes of it. */
class GitHubLimitsTest {
  private static final RepositoryName SHOP = RepositoryName.of("acme/shop");
  private static final PullRequestId PULL = new PullRequestId(SHOP, 5);
  private static final String COMMENT = "POST /repos/acme/shop/issues/5/comments";
  private static final String READ = "GET /repos/acme/shop/pulls/5";

  private final Clock clock = new Clock();
  private final Scripted server = new Scripted();
  private final GitHubForge forge = open(server.uri());

  private GitHubForge open(URI uri) {
    return GitHubForge.open(
        GitHubSettings.of(new GitHubSettings.Login.Token(Secret.of("canary-token")))
            .at(uri, uri)
            .waiting(Duration.ofSeconds(2)),
        clock);
  }

  @AfterEach
  void stop() {
    forge.close();
    server.close();
  }

  private Unavailable commentIsUnavailable() {
    return catchThrowableOfType(Unavailable.class, () -> forge.createComment(PULL, "hello"));
  }

  @Test
  void aSecondaryLimitIsWaitedForAsLongAsItSays() {
    server.says(COMMENT, 403, "{\"message\":\"slow down\"}", "Retry-After", "17");
    assertThat(commentIsUnavailable().retryAfter()).contains(Duration.ofSeconds(17));
  }

  @Test
  void aSecondaryLimitWithoutAHeaderIsWaitedForAMinute() {
    server.says(
        COMMENT,
        403,
        "{\"message\":\"You have exceeded a secondary rate limit.\",\"documentation_url\":\"\"}",
        "X-RateLimit-Remaining",
        "4999",
        "X-RateLimit-Reset",
        "1795255200");
    assertThat(commentIsUnavailable().retryAfter()).contains(Duration.ofSeconds(60));
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429})
  void aPrimaryLimitIsWaitedForUntilItsReset(int status) {
    String reset = String.valueOf(clock.instant().plusSeconds(300).getEpochSecond());
    server.says(READ, status, "{}", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset);
    assertThatThrownBy(() -> forge.pullRequest(PULL))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.retryAfter()).contains(Duration.ofMinutes(5)));
  }

  @Test
  void tooManyRequestsWithoutAHeaderIsWaitedForAMinute() {
    server.says(READ, 429, "");
    assertThatThrownBy(() -> forge.pullRequest(PULL))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(60)));
  }

  @Test
  void whileGitHubWantsNothingNothingIsAsked() {
    server.says(READ, 429, "", "Retry-After", "30");
    assertThatThrownBy(() -> forge.pullRequest(PULL)).isInstanceOf(Unavailable.class);
    clock.advance(Duration.ofSeconds(10));
    assertThatThrownBy(() -> forge.createComment(PULL, "hello"))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(20)));
    assertThat(server.requests()).containsExactly(READ);
    clock.advance(Duration.ofSeconds(20));
    server.says(COMMENT, 201, "{\"id\":7}");
    assertThat(forge.createComment(PULL, "hello")).isEqualTo(7);
  }

  @Test
  void aPermissionThatIsMissingIsNamed() {
    server.says(COMMENT, 403, "{\"message\":\"canary: Resource not accessible\"}");
    assertThatThrownBy(() -> forge.createComment(PULL, "hello"))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "could not comment on acme/shop#5: GitHub does not allow it; grant Issues: write and"
                + " Pull requests: write");
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void aServerErrorIsNoReasonToWriteAgainByOurselves(int status) {
    server.says(COMMENT, status, "<html>canary</html>");
    assertThat(commentIsUnavailable()).hasMessage("GitHub cannot answer now (" + status + ")");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aBrokenConnectionIsNoReasonToWriteAgainByOurselves() {
    server.drops(COMMENT);
    assertThat(commentIsUnavailable()).hasMessageContaining("does not answer");
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerThatDoesNotComeOrDoesNotEndIsNotWaitedForForever(boolean begun) {
    server.stalls(COMMENT, begun);
    assertThat(commentIsUnavailable())
        .hasMessageMatching("GitHub at .* (does not answer|did not answer within 2 seconds)");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aUsedUpBudgetFailsWithoutAskingAndWithoutWaiting() {
    server.says(COMMENT, 201, "{\"id\":7}");
    server.says("GET /user", 200, "{\"id\":1,\"login\":\"bob\"}");
    server.says("GET /repos/acme/shop/issues/5/comments", 200, "[]");
    for (int i = 0; i < 20; i++) {
      forge.createComment(PULL, "hello");
    }
    assertThat(commentIsUnavailable().retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(server.requests()).hasSize(20);
    assertThat(forge.ownComments(PULL)).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(forge.createComment(PULL, "hello")).isEqualTo(7);
  }

  @Test
  void nobodyAtHomeIsUnavailable() {
    try (GitHubForge nowhere = open(URI.create("http://127.0.0.1:1"))) {
      assertThatThrownBy(() -> nowhere.createComment(PULL, "hello"))
          .isInstanceOf(Unavailable.class)
          .hasMessage("GitHub at http://127.0.0.1:1 does not answer");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[", "{}", "{\"id\":"})
  void anAnswerThatCannotBeReadIsUnavailable(String body) {
    server.says(READ, 200, body);
    server.says("GET /user", 200, body.equals("{}") ? "[]" : body);
    assertThatThrownBy(() -> forge.pullRequest(PULL)).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> forge.ownComments(PULL)).isInstanceOf(Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 422})
  void whatIsInvalidIsAProblemInOurWords(int status) {
    server.says(COMMENT, status, "{\"message\":\"canary\"}");
    assertThatThrownBy(() -> forge.createComment(PULL, "hello"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("could not comment on acme/shop#5: GitHub calls it invalid")
        .hasMessageNotContaining("canary");
  }

  @Test
  void whatIsNotThereIsAskedForOnce() {
    server.says("GET /user", 404, "{}", "ETag", "\"1\"");
    assertThatThrownBy(() -> forge.ownComments(PULL)).isInstanceOf(Problem.class);
    assertThat(server.requests()).containsExactly("GET /user");
  }
}
