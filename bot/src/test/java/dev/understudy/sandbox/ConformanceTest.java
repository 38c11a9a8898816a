package dev.understudy.sandbox;

import static dev.understudy.sandbox.Sandboxed.HEAD;
import static dev.understudy.sandbox.Sandboxed.REPO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.forge.Permission;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nothing that the sandbox answers differs from GitHub's description, and a difference shows. */
class ConformanceTest {
  @Test
  void everyAnswerIsAsGitHubDescribesIt() throws IOException {
    try (Sandboxed world = new Sandboxed()) {
      try (var _ = OpenApiConformance.of(world.github)) {
        world.github.permission(world.shop, "ada", Permission.MAINTAIN);
        world.github.teamMember("octo/data", "ada");
        world.github.invitedToTeam("octo/data", "bob");
        long comment = world.github.as("ada").comment(world.pull, "hello");
        Client bot = world.bot();
        for (String path :
            List.of(
                "",
                "/branches/main",
                "/commits/" + HEAD,
                "/pulls",
                "/pulls?state=all&per_page=1",
                "/pulls/1",
                "/issues/1",
                "/issues/1/comments",
                "/issues/comments/" + comment,
                "/collaborators/ada/permission")) {
          assertThat(bot.get(REPO + path).status()).as(path).isEqualTo(200);
        }
        for (String path :
            List.of(
                "/rate_limit",
                "/installation/repositories",
                "/users/ada",
                "/orgs/octo",
                "/orgs/octo/teams/data",
                "/orgs/octo/teams/data/memberships/ada",
                "/orgs/octo/teams/data/memberships/bob")) {
          assertThat(bot.get(path).status()).as(path).isEqualTo(200);
        }
        for (String path : List.of("/app", "/app/installations", "/orgs/octo/installation")) {
          assertThat(world.app().get(path).status()).as(path).isEqualTo(200);
        }
        Client ada = world.person("ada");
        assertThat(ada.get("/user").status()).isEqualTo(200);
        assertThat(ada.get("/user/repos").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aWrongRequestIsRejected() {
    Exchange wrong =
        exchange("POST", REPO + "/check-runs", "{\"name\":7}", 201, "{}", "application/json");
    assertThat(OpenApiConformance.ofRequest(wrong))
        .anySatisfy(c -> assertThat(c).contains("head_sha"))
        .anySatisfy(c -> assertThat(c).contains("name"));
  }

  @Test
  void aWrongAnswerIsRejected() {
    Exchange wrong =
        exchange("GET", REPO + "/issues/comments/1", "", 200, "{\"id\":\"one\"}", "text/plain");
    assertThat(OpenApiConformance.ofAnswer(wrong))
        .anySatisfy(c -> assertThat(c).contains("created_at"))
        .anySatisfy(c -> assertThat(c).contains("string").contains("integer"));
  }

  @Test
  void aPathThatNobodyKnowsIsRejected() {
    Exchange wrong = exchange("GET", "/repos/octo/shop/stargazing", "", 200, "{}", "text/plain");
    assertThat(OpenApiConformance.ofRequest(wrong)).isNotEmpty();
  }

  @Test
  void aTestThatSentSomethingWrongFailsWhereItEnds() throws IOException {
    try (Sandboxed world = new Sandboxed()) {
      var conformance = OpenApiConformance.of(world.github);
      world.bot().post(REPO + "/statuses/" + HEAD, "{'state': 'splendid'}");
      assertThatThrownBy(conformance::close)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("splendid");
    }
  }

  private static Exchange exchange(
      String method, String target, String body, int status, String answer, String type) {
    return new Exchange(
        Instant.EPOCH,
        method,
        target,
        Map.of("Content-Type", List.of(type)),
        body,
        status,
        Map.of(),
        answer,
        false);
  }
}
