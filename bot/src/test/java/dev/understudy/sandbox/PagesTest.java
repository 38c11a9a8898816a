package dev.understudy.sandbox;

import static dev.understudy.sandbox.Sandboxed.BASE;
import static dev.understudy.sandbox.Sandboxed.HEAD;
import static dev.understudy.sandbox.Sandboxed.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequestId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pull requests, permissions, pages, tags and the rate limit. */
class PagesTest {
  private static final String PULLS = REPO + "/pulls";

  @AutoClose private final Sandboxed world = new Sandboxed();
  private final Person ada = world.github.as("ada");
  private final Client bot = world.bot();

  private void open(int count) {
    for (int i = 0; i < count; i++) {
      ada.openPullRequest(world.shop, NewPullRequest.of("branch-" + i, HEAD));
    }
  }

  @Test
  void linksLeadFromPageToPage() throws IOException {
    open(6);
    var first = bot.get(PULLS + "?per_page=3");
    assertThat(first.json()).hasSize(3);
    assertThat(first.json().at("/0/number").asInt()).isEqualTo(7);
    assertThat(first.header("Link"))
        .isEqualTo(
            "<%s?page=2&per_page=3>; rel=\"next\", <%s?page=3&per_page=3>; rel=\"last\""
                .formatted(world.github.url() + PULLS, world.github.url() + PULLS));
    var last = bot.get(PULLS + "?per_page=3&page=3");
    assertThat(last.json()).hasSize(1);
    assertThat(last.header("Link")).contains("rel=\"prev\"", "rel=\"first\"");
    assertThat(last.header("Link")).doesNotContain("rel=\"next\"");
    assertThat(bot.get(PULLS + "?per_page=3&page=9").json()).isEmpty();
    assertThat(bot.get(PULLS).header("Link")).isEmpty();
  }

  @Test
  void aPageHasThirtyElementsAndAtMostAHundred() throws IOException {
    open(101);
    assertThat(bot.get(PULLS).json()).hasSize(30);
    assertThat(bot.get(PULLS + "?per_page=500").json()).hasSize(100);
  }

  @Test
  void pullRequestsAreFilteredByStateBaseAndHead() throws IOException {
    ada.push(world.shop, "release", BASE);
    PullRequestId second =
        ada.openPullRequest(world.shop, NewPullRequest.of("vat", HEAD).into("release"));
    ada.close(second);
    assertThat(bot.get(PULLS).json()).hasSize(1);
    assertThat(bot.get(PULLS + "?state=closed").json()).hasSize(1);
    assertThat(bot.get(PULLS + "?state=all").json()).hasSize(2);
    assertThat(bot.get(PULLS + "?state=all&base=release").json()).hasSize(1);
    assertThat(bot.get(PULLS + "?state=all&head=octo:tax").json()).hasSize(1);
    assertThat(bot.get(PULLS + "?state=all&direction=asc").json().at("/0/number").asInt())
        .isEqualTo(1);
    assertThat(bot.get(PULLS + "/3").status()).isEqualTo(404);
  }

  @Test
  void anOpenPullRequestHasATestMergeWhichIsNoMerge() throws IOException {
    var open = bot.get(PULLS + "/1").json();
    assertThat(open.path("merged").asBoolean()).isFalse();
    assertThat(open.path("merge_commit_sha").asText()).hasSize(40);
    assertThat(open.at("/base/sha").asText()).isEqualTo(BASE);
    ada.merge(world.pull, "d".repeat(40));
    var merged = bot.get(PULLS + "/1").json();
    assertThat(merged.path("merged").asBoolean()).isTrue();
    assertThat(merged.path("state").asText()).isEqualTo("closed");
    assertThat(merged.path("merge_commit_sha").asText()).isEqualTo("d".repeat(40));
    assertThat(bot.get(REPO + "/branches/main").json().at("/commit/sha").asText())
        .isEqualTo("d".repeat(40));
    assertThat(bot.get(REPO + "/branches/none").status()).isEqualTo(404);
    assertThat(bot.get(REPO + "/commits/none").status()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,none,none",
    "READ,read,read",
    "TRIAGE,read,triage",
    "WRITE,write,write",
    "MAINTAIN,write,maintain",
    "ADMIN,admin,admin"
  })
  void aRoleHasAnOldNameAndANewOne(Permission role, String old, String now) throws IOException {
    world.github.permission(world.shop, "bob", role);
    var answer = bot.get(REPO + "/collaborators/bob/permission").json();
    assertThat(answer.path("permission").asText()).isEqualTo(old);
    assertThat(answer.path("role_name").asText()).isEqualTo(now);
  }

  @Test
  void whoDoesNotExistIsNotFound() throws IOException {
    assertThat(bot.get(REPO + "/collaborators/nobody/permission").status()).isEqualTo(404);
    assertThat(bot.get("/users/nobody").status()).isEqualTo(404);
    world.github.teamMember("octo/data", "ada");
    world.github.invitedToTeam("octo/data", "bob");
    String members = "/orgs/octo/teams/data/memberships/";
    assertThat(bot.get(members + "ada").json().path("state").asText()).isEqualTo("active");
    assertThat(bot.get(members + "bob").json().path("state").asText()).isEqualTo("pending");
    assertThat(bot.get(members + "eve").status()).isEqualTo(404);
    assertThat(bot.get("/orgs/octo/teams/none/memberships/ada").status()).isEqualTo(404);
  }

  @Test
  void whatHasNotChangedIsNotSentAgainAndNotCounted() throws IOException {
    var first = bot.get(PULLS + "/1");
    Map<String, String> tag = Map.of("If-None-Match", first.header("ETag"));
    var again = bot.send("GET", PULLS + "/1", "", tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.text()).isEmpty();
    assertThat(again.header("X-RateLimit-Used")).isEqualTo(first.header("X-RateLimit-Used"));
    ada.close(world.pull);
    assertThat(bot.send("GET", PULLS + "/1", "", tag).status()).isEqualTo(200);
  }

  @Test
  void anHoursRequestsAreLimited() throws IOException {
    var options = new GitHubSandbox.Options(0, world.clock, 3);
    try (var small = GitHubSandbox.start(options)) {
      small.repository("octo/shop", "main", BASE);
      small.permission(world.shop, "ada", Permission.READ);
      Client caller = new Client(small.url(), "token " + small.personalToken("ada"));
      for (int left = 2; left >= 0; left--) {
        assertThat(caller.get(REPO).header("X-RateLimit-Remaining")).isEqualTo("" + left);
      }
      assertThat(caller.get(REPO).status()).isEqualTo(403);
      assertThat(caller.get(REPO).message()).contains("API rate limit exceeded");
      world.clock.advance(Duration.ofHours(1));
      assertThat(caller.get(REPO).status()).isEqualTo(200);
      assertThat(caller.get("/rate_limit").json().at("/rate/remaining").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aRepositoryNamesWhereToCloneItFrom() throws IOException {
    world.github.git(world.shop, Path.of("/tmp/shop.git"));
    assertThat(bot.get(REPO).json().path("clone_url").asText()).startsWith("file:///tmp/shop.git");
    world.github.delete(world.shop);
    assertThat(bot.get(REPO).status()).isEqualTo(404);
  }
}
