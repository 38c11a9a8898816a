package dev.understudy.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.CheckRun;
import dev.understudy.forge.DeploymentState;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.Reaction;
import dev.understudy.forge.RepositoryName;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that GitHub says makes us call anybody else. */
class GitHubHostsTest {
  private static final RepositoryName SHOP = RepositoryName.of("acme/shop");
  private static final PullRequestId PULL = new PullRequestId(SHOP, 5);
  private static final String REPO = "/repos/acme/shop";
  private static final String SHA = "b".repeat(40);
  private static final CheckRun CHECK =
      new CheckRun("stage", SHA, "run-1", null, "Staging", "", null, List.of(), List.of());

  private final Scripted server = new Scripted();
  private final Scripted canary = new Scripted();
  private final GitHubForge forge =
      GitHubForge.open(
          GitHubSettings.of(new GitHubSettings.Login.Token(Secret.of("secret")))
              .at(server.uri(), server.uri()),
          new Clock());

  @AfterEach
  void stop() {
    assertThat(canary.requests()).isEmpty();
    forge.close();
    server.close();
    canary.close();
  }

  /** An answer all of whose addresses are the canary's. */
  private String trapped(String fields) {
    StringBuilder urls = new StringBuilder("{" + fields);
    for (String name :
        List.of(
            "url",
            "html_url",
            "comments_url",
            "statuses_url",
            "issue_url",
            "repository_url",
            "access_tokens_url",
            "repos_url",
            "target_url")) {
      urls.append(",\"").append(name).append("\":\"").append(canary.uri()).append("/x\"");
    }
    return urls.append("}").toString();
  }

  @Test
  void addressesInAnswersAreNotFollowed() {
    String user = trapped("\"id\":1,\"login\":\"bob\"");
    String comment = trapped("\"id\":7,\"body\":\"hello\",\"user\":" + user);
    String pull =
        trapped(
            """
            "id":9,"number":5,"state":"open","title":"x","draft":false,"user":%s,
            "head":{"ref":"tax","sha":"%s","repo":%s},"base":{"ref":"main","sha":"%s","repo":%s}"""
                .formatted(user, SHA, trapped("\"id\":1"), SHA, trapped("\"id\":2")));
    String deployment = trapped("\"id\":3,\"creator\":" + user);
    server.says("GET /user", 200, user);
    server.says("GET /user/repos", 200, "[" + trapped("\"full_name\":\"acme/shop\"") + "]");
    server.says("GET " + REPO + "/pulls/5", 200, pull);
    server.says("GET " + REPO + "/pulls", 200, "[" + pull + "]");
    server.says("GET " + REPO + "/issues/5/comments", 200, "[" + comment + "]");
    server.says("POST " + REPO + "/issues/5/comments", 201, comment);
    server.says("PATCH " + REPO + "/issues/comments/7", 200, comment);
    server.says("POST " + REPO + "/issues/comments/7/reactions", 201, trapped("\"id\":4"));
    server.says(
        "GET " + REPO + "/issues/comments/7/reactions",
        200,
        "[" + trapped("\"id\":4,\"content\":\"eyes\",\"user\":" + user) + "]");
    server.says("DELETE " + REPO + "/issues/comments/7/reactions/4", 204, "");
    server.says("POST " + REPO + "/statuses/" + SHA, 201, trapped("\"id\":6,\"creator\":" + user));
    server.says("GET " + REPO + "/commits/" + SHA + "/statuses", 200, "[]");
    server.says("GET " + REPO + "/deployments", 200, "[" + deployment + "]");
    server.says("POST " + REPO + "/deployments", 201, deployment);
    server.says("POST " + REPO + "/deployments/3/statuses", 201, trapped("\"id\":8"));
    server.says("DELETE " + REPO + "/deployments/3", 204, "");

    assertThat(forge.repositories()).containsExactly(SHOP);
    assertThat(forge.openPullRequests(SHOP)).containsExactly(forge.pullRequest(PULL));
    assertThat(forge.ownComments(PULL)).hasSize(1);
    assertThat(forge.createComment(PULL, "hello")).isEqualTo(7);
    assertThat(forge.editComment(SHOP, 7, "hello")).isTrue();
    forge.react(SHOP, 7, Reaction.EYES);
    forge.unreact(SHOP, 7, Reaction.EYES);
    assertThat(forge.writeCheck(SHOP, null, CHECK)).isEqualTo(6);
    assertThat(forge.findCheck(SHOP, CHECK)).isEmpty();
    assertThat(forge.deployments(SHOP, "stage-pr-5")).containsExactly(3L);
    assertThat(forge.createDeployment(SHOP, SHA, "stage-pr-5", "x")).isEqualTo(3);
    forge.deploymentStatus(SHOP, 3, DeploymentState.SUCCESS, null, null);
    forge.deleteDeployment(SHOP, 3);
    assertThat(server.requests()).doesNotContain("GET /x");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void aRedirectToAnotherHostIsNotFollowed(int status) {
    String elsewhere = canary.uri() + "/repos/acme/shop/pulls/5";
    server.says("GET " + REPO + "/pulls/5", status, "", "Location", elsewhere);
    assertThatThrownBy(() -> forge.pullRequest(PULL))
        .isInstanceOf(Problem.class)
        .hasMessage("GitHub named an address on another host, which is not followed: `127.0.0.1`");
    server.says("POST " + REPO + "/issues/5/comments", status, "", "Location", elsewhere);
    assertThatThrownBy(() -> forge.createComment(PULL, "x")).isInstanceOf(Problem.class);
  }

  @Test
  void aNextPageOnAnotherHostIsNotFollowed() {
    String next = "<" + canary.uri() + "/x?page=2>; rel=\"next\"";
    server.says("GET /user", 200, "{\"id\":1,\"login\":\"bob\"}");
    server.says("GET " + REPO + "/issues/5/comments", 200, "[]", "Link", next);
    server.says("GET " + REPO + "/deployments", 200, "[{\"id\":3}]", "Link", next);
    server.says("GET /user/repos", 200, "[{\"full_name\":\"a/b\"}]", "Link", next);
    assertThatThrownBy(() -> forge.ownComments(PULL)).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> forge.deployments(SHOP, "x")).isInstanceOf(Problem.class);
    assertThatThrownBy(forge::repositories).isInstanceOf(Problem.class);
  }

  @Test
  void aRenamedRepositoryIsFollowedOnTheSameHost() {
    server.says("GET " + REPO + "/issues/5/comments", 301, "", "Location", "/repositories/1/c");
    server.says("GET /repositories/1/c", 200, "[]");
    server.says("GET /user", 200, "{\"id\":1,\"login\":\"bob\"}");
    assertThat(forge.ownComments(PULL)).isEmpty();
  }

  @Test
  void aWriteFollowsOnlyWhereItIsToBeRepeatedAsItIs() {
    String post = "POST " + REPO + "/issues/5/comments";
    server.says(post, 307, "", "Location", "/repositories/1/c");
    server.says("POST /repositories/1/c", 201, "{\"id\":7}");
    assertThat(forge.createComment(PULL, "hello")).isEqualTo(7);
    assertThat(server.asked().getLast().body()).isEqualTo("{\"body\":\"hello\"}");
    server.says("PATCH " + REPO + "/issues/comments/7", 301, "", "Location", "/repositories/1/c");
    assertThatThrownBy(() -> forge.editComment(SHOP, 7, "hello"))
        .isInstanceOf(Problem.class)
        .hasMessage("the repository was renamed or moved: use its new name");
  }

  @Test
  void redirectsInACircleEnd() {
    String path = REPO + "/pulls/5";
    server.says("GET " + path, 302, "", "Location", path);
    assertThatThrownBy(() -> forge.pullRequest(PULL)).isInstanceOf(Unavailable.class);
    assertThat(server.requests()).hasSize(4);
  }
}
