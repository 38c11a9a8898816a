package dev.understudy.forge.github;

import static dev.understudy.forge.github.OnGitHub.BASE;
import static dev.understudy.forge.github.OnGitHub.HEAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.DeploymentState;
import dev.understudy.forge.OwnComment;
import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.Reaction;
import dev.understudy.forge.RepositoryName;
import dev.understudy.sandbox.Comment;
import dev.understudy.sandbox.Deployment;
import dev.understudy.sandbox.Fault;
import dev.understudy.sandbox.GitHubSandbox;
import dev.understudy.sandbox.NewPullRequest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GitHubForgeTest {
  private final OnGitHub on = new OnGitHub();
  private final GitHubSandbox github = on.github;
  private final GitHubForge forge = on.forge;
  private final RepositoryName shop = on.shop;
  private final PullRequestId pull = on.pull;

  @AfterEach
  void stop() {
    on.close();
  }

  @Test
  void aPullRequestIsReadInOneRequest() {
    forge.pullRequest(pull);
    int before = github.requests().size();
    assertThat(forge.pullRequest(pull))
        .isEqualTo(
            new PullRequest(
                pull,
                PullRequest.State.OPEN,
                false,
                forge.pullRequest(pull).title(),
                "ada",
                HEAD,
                "tax",
                "main",
                BASE,
                false,
                null));
    assertThat(on.requests(before)).hasSize(2);
  }

  @Test
  void aPullRequestIsReadAsItStandsNow() {
    github.as("ada").convertToDraft(pull);
    assertThat(forge.pullRequest(pull).draft()).isTrue();
    github.as("ada").readyForReview(pull);
    github.as("ada").close(pull);
    assertThat(forge.pullRequest(pull).state()).isEqualTo(PullRequest.State.CLOSED);
    assertThat(forge.pullRequest(pull).mergeCommit()).isNull();
    github.as("ada").reopen(pull);
    github.as("ada").merge(pull, "c".repeat(40));
    assertThat(forge.pullRequest(pull).state()).isEqualTo(PullRequest.State.MERGED);
    assertThat(forge.pullRequest(pull).mergeCommit()).isEqualTo("c".repeat(40));
  }

  @Test
  void aPullRequestFromElsewhereOrNowhereIsAFork() {
    RepositoryName copy = github.fork(shop, "eve");
    PullRequestId foreign =
        github.as("eve").openPullRequest(shop, NewPullRequest.of("x", "d".repeat(40)).from(copy));
    assertThat(forge.pullRequest(foreign).fork()).isTrue();
    github.delete(copy);
    assertThat(forge.pullRequest(foreign).fork()).isTrue();
    assertThat(forge.pullRequest(pull).fork()).isFalse();
  }

  @Test
  void aPullRequestThatDoesNotExistIsAProblem() {
    assertThatThrownBy(() -> forge.pullRequest(new PullRequestId(shop, 99)))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "could not read octo/shop#99: GitHub says that it is not there, or not ours to see;"
                + " does it exist, and do we have Pull requests: read?");
  }

  @Test
  void openPullRequestsAreListedOverAllPages() {
    for (int i = 0; i < 120; i++) {
      github.as("ada").openPullRequest(shop, NewPullRequest.of("b" + i, HEAD));
    }
    github.as("ada").close(pull);
    forge.pullRequest(pull);
    int before = github.requests().size();
    assertThat(forge.openPullRequests(shop)).hasSize(120).doesNotHaveDuplicates();
    assertThat(on.requests(before)).hasSize(2);
  }

  @Test
  void theAppSeesTheRepositoriesOfAllItsInstallations() {
    github.repository("octo/web", "main", BASE);
    github.repository("acme/data", "main", BASE);
    assertThat(forge.repositories())
        .extracting(RepositoryName::toString)
        .containsExactlyInAnyOrder("octo/shop", "octo/web", "acme/data");
  }

  @Test
  void aTokenSeesTheRepositoriesOfItsOwner() {
    github.repository("octo/other", "main", BASE);
    assertThat(on.person("bob").repositories()).containsExactly(shop);
  }

  @ParameterizedTest
  @EnumSource(Permission.class)
  void aPersonMayWhatGitHubSaysNow(Permission permission) {
    github.permission(shop, "bob", permission);
    assertThat(forge.permission(shop, "bob")).isEqualTo(permission);
  }

  @Test
  void aStrangerMayNothing() {
    assertThat(forge.permission(shop, "nobody-there")).isEqualTo(Permission.NONE);
    assertThat(forge.permission(shop, "../../admin")).isEqualTo(Permission.NONE);
  }

  @Test
  void whatCannotBeAskedIsNotAllowed() {
    github.permission(shop, "bob", Permission.ADMIN);
    github.inject(1, "GET", ".*/permission", new Fault.ServerError(503, false));
    assertThatThrownBy(() -> forge.permission(shop, "bob")).isInstanceOf(Unavailable.class);
  }

  @Test
  void onlyWhoHasJoinedIsInATeam() {
    github.teamMember("octo/data", "bob");
    github.invitedToTeam("octo/data", "eve");
    assertThat(forge.inTeam("octo/data", "bob")).isTrue();
    assertThat(forge.inTeam("octo/data", "eve")).isFalse();
    assertThat(forge.inTeam("octo/data", "zoe")).isFalse();
    assertThat(forge.inTeam("octo/nothing", "bob")).isFalse();
    assertThatThrownBy(() -> forge.inTeam("data", "bob")).isInstanceOf(Problem.class);
  }

  @Test
  void ourCommentsAreToldByTheirAuthorOverAllPages() {
    long first = forge.createComment(pull, "<!-- mark --> one");
    for (int i = 0; i < 150; i++) {
      github.as("ada").comment(pull, "<!-- mark --> copied");
    }
    long last = forge.createComment(pull, "<!-- mark --> two");
    assertThat(forge.ownComments(pull))
        .containsExactly(
            new OwnComment(first, "<!-- mark --> one"), new OwnComment(last, "<!-- mark --> two"));
    assertThat(on.requests(0)).doesNotContain("GET /users/ada");
  }

  @Test
  void aCommentIsWrittenAndEditedInOneRequestEach() {
    forge.ownComments(pull);
    int before = github.requests().size();
    long comment = forge.createComment(pull, "Grüße 🎭");
    assertThat(forge.editComment(shop, comment, "better")).isTrue();
    assertThat(on.requests(before)).hasSize(2);
    assertThat(github.comments(pull)).extracting(Comment::body).containsExactly("better");
  }

  @Test
  void aCommentThatIsGoneIsToldAsGone() {
    long comment = forge.createComment(pull, "hello");
    github.as("ada").deleteComment(shop, comment);
    assertThat(forge.editComment(shop, comment, "better")).isFalse();
    forge.react(shop, comment, Reaction.EYES);
    forge.unreact(shop, comment, Reaction.EYES);
    assertThat(github.comments(pull)).isEmpty();
  }

  @Test
  void aCommentWhoseCreationWasNotAnsweredIsFoundAgain() {
    github.inject(1, "POST", ".*/comments", new Fault.DropReply());
    assertThatThrownBy(() -> forge.createComment(pull, "hello")).isInstanceOf(Unavailable.class);
    assertThat(forge.ownComments(pull)).extracting(OwnComment::body).containsExactly("hello");
    assertThat(github.comments(pull)).hasSize(1);
  }

  @Test
  void aReactionIsGivenOnceAndOnlyOursIsTakenBack() {
    long comment = github.as("ada").comment(pull, "/status");
    on.person("bob").react(shop, comment, Reaction.EYES);
    forge.react(shop, comment, Reaction.EYES);
    forge.react(shop, comment, Reaction.EYES);
    forge.react(shop, comment, Reaction.THUMBS_DOWN);
    assertThat(reactions()).containsExactly("bob eyes", github.botLogin() + " eyes", bot(" -1"));
    forge.unreact(shop, comment, Reaction.EYES);
    forge.unreact(shop, comment, Reaction.EYES);
    forge.unreact(shop, comment, Reaction.ROCKET);
    assertThat(reactions()).containsExactly("bob eyes", bot(" -1"));
  }

  private String bot(String rest) {
    return github.botLogin() + rest;
  }

  private List<String> reactions() {
    return github.comments(pull).getFirst().reactions().stream()
        .map(each -> each.author() + " " + each.content())
        .toList();
  }

  @Test
  void aDeploymentLivesAndDiesWithoutTouchingAnother() {
    long other = forge.createDeployment(shop, HEAD, "stage-pr-2", "another");
    forge.deploymentStatus(shop, other, DeploymentState.SUCCESS, null, null);
    long ours = forge.createDeployment(shop, HEAD, "stage-pr-1", "Stage of #1");
    for (DeploymentState state : DeploymentState.values()) {
      forge.deploymentStatus(
          shop, ours, state, "https://console.example.com/x", "https://bot.example.com/runs/1");
      assertThat(deployment(ours).state()).isEqualToIgnoringCase(state.name());
    }
    forge.deploymentStatus(shop, ours, DeploymentState.SUCCESS, null, null);
    assertThat(deployment(ours).environment()).isEqualTo("bigquery-stage");
    assertThat(deployment(other).state()).isEqualTo("success");
    assertThat(forge.deployments(shop, "stage-pr-1")).containsExactly(ours);
    forge.deleteDeployment(shop, ours);
    forge.deleteDeployment(shop, ours);
    assertThat(github.deployments(shop)).extracting(Deployment::id).containsExactly(other);
  }

  private Deployment deployment(long id) {
    return github.deployments(shop).stream()
        .filter(each -> each.id() == id)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDeploymentNeedsNoOtherCheckAndMergesNothing() {
    forge.createDeployment(shop, HEAD, "stage-pr-1", "Stage of #1");
    assertThat(on.last("POST", ".*/deployments").body())
        .contains("\"auto_merge\":false", "\"required_contexts\":[]");
  }

  @Test
  void aDeploymentOfSomebodyElseIsNotOurs() {
    on.person("bob").createDeployment(shop, HEAD, "stage-pr-1", "by hand");
    assertThat(forge.deployments(shop, "stage-pr-1")).isEmpty();
  }

  @Test
  void aDeploymentWhoseCreationWasNotAnsweredIsFoundAgain() {
    github.inject(1, "POST", ".*/deployments", new Fault.DropReply());
    assertThatThrownBy(() -> forge.createDeployment(shop, HEAD, "stage-pr-1", "x"))
        .isInstanceOf(Unavailable.class);
    assertThat(forge.deployments(shop, "stage-pr-1")).hasSize(1);
  }

  @Test
  void commitsAreFetchedFromTheAddressOfTheSettings() {
    assertThat(forge.cloneAccess(shop).url())
        .isEqualTo(URI.create("https://github.com/octo/shop.git"));
    assertThat(forge.cloneAccess(shop).token()).isNotBlank();
    assertThat(on.json(on.last("POST", ".*/access_tokens").body()))
        .isEqualTo(on.json("{'permissions':{'contents':'read'},'repositories':['shop']}"));
  }
}
