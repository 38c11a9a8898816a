package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.bot.BotServer;
import dev.understudy.bot.CircleTests;
import dev.understudy.forge.PullRequestId;
import dev.understudy.intake.Event;
import dev.understudy.intake.EventCodec;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.StageLabels;
import dev.understudy.sandbox.Disturbance;
import dev.understudy.sandbox.Fault;
import dev.understudy.sandbox.GitHubSandbox;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import dev.understudy.store.Delivery;
import dev.understudy.store.Inbox;
import dev.understudy.store.Lanes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is lost, forgotten or given up is repaired without anybody, and nothing else is touched. */
class RepairTest {
  private static final BotServer.Rhythm OFTEN =
      new BotServer.Rhythm(
          Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofDays(1), Duration.ofMillis(20));
  private static final Duration LIFE = Duration.ofDays(3);

  private final Late clock = new Late();

  @RegisterExtension
  final Stagehands hands =
      new Stagehands(
          clock, new SandboxWorld.Manner(OFTEN, CircleTests.none(), Map.of(), SharedGoogleSql.SQL));

  /** The time of day, behind by as much as is wanted. */
  private static final class Late implements InstantSource {
    private volatile Duration behind = Duration.ZERO;

    @Override
    public Instant instant() {
      return InstantSource.system().instant().minus(behind);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatALostWebhookWouldHaveSaidIsFoundOut() {
    hands.world.gitHub().disturb(Disturbance.LOST, 2);
    PullRequestId pull = hands.opened("SELECT a + 1 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    hands.world.gitHub().disturb(Disturbance.LOST, 1);
    hands.world.gitHub().as("ada").close(pull);
    hands.told(pull, "Stage removed");
    assertThat(hands.datasets(pull)).isEmpty();
    assertThat(hands.world.gitHub().comments(pull)).hasSize(1);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aDeliveryThatGitHubDoesNotGiveAgainKeepsNothingElseFromBeingRepaired() {
    Fault refused = new Fault.ServerError(422, false);
    hands.world.gitHub().inject(1_000, "POST", ".*/attempts", refused);
    hands.world.gitHub().disturb(Disturbance.FAILED, 1);
    hands.world.gitHub().ping();
    hands.world.gitHub().disturb(Disturbance.LOST, 2);
    PullRequestId pull = hands.opened("SELECT a + 1 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("success");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatFailsAgainAndAgainIsAskedForLessAndLess() {
    GitHubSandbox gitHub = hands.world.gitHub();
    gitHub.sendWebhooksTo(ServedWorld.webhooks(1));
    gitHub.ping();
    hands.world.await(() -> pings(gitHub) == 5);
    long asked = lists(gitHub);
    hands.world.await(() -> lists(gitHub) > asked + 3);
    assertThat(pings(gitHub)).isEqualTo(5);
  }

  private static long pings(GitHubSandbox gitHub) {
    return gitHub.deliveries().stream().filter(each -> each.event().equals("ping")).count();
  }

  private static long lists(GitHubSandbox gitHub) {
    return gitHub.requests().stream()
        .filter(request -> request.toString().contains("/hook/deliveries?"))
        .count();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aStageGoesWhenItsTimeIsUpAndNobodyHasToCome() {
    clock.behind = LIFE.minusSeconds(2);
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    clock.behind = Duration.ZERO;
    assertThat(hands.told(pull, "Stage removed")).contains("its time was up");
    assertThat(hands.datasets(pull)).isEmpty();
    assertThat(hands.asks("ada", pull, "/redeploy-stage")).isEqualTo("rocket");
    hands.told(pull, "✅");
  }

  private void dataset(String name, Map<String, String> labels) {
    dataset(hands.world.stageProject(), name, labels);
  }

  private void dataset(String project, String name, Map<String, String> labels) {
    hands
        .world
        .warehouse()
        .createDataset(
            new StageDataset(project, name, "US", labels, Duration.ofDays(1), List.of()));
  }

  private static Map<String, String> labels(String installation, String suffix, Instant expires) {
    return StageLabels.of(installation, "acme/elsewhere", suffix, null, 9, expires);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatIsSweptIsOursAndLongExpired() {
    Instant old = clock.instant().minus(Duration.ofHours(2));
    dataset("theirs", Map.of());
    dataset("theirs_pr9_x", labels("another", "pr9_x", old));
    dataset("ours_fresh_pr9_y", labels("understudy", "pr9_y", old.plus(Duration.ofDays(1))));
    dataset("ours_old_pr9_x", labels("understudy", "pr9_x", old));
    hands.world.await(() -> !hands.world.datasets().contains("ours_old_pr9_x"));
    assertThat(hands.world.datasets())
        .containsExactlyInAnyOrder("theirs", "theirs_pr9_x", "ours_fresh_pr9_y");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatAPullRequestDoesNotRememberIsSweptWhetherItIsOpenOrClosed() {
    PullRequestId open = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(open, "✅");
    PullRequestId closed = hands.staged("SELECT a + 2 AS a FROM `p.d.v`");
    hands.world.gitHub().as("ada").close(closed);
    hands.told(closed, "Stage removed");
    List<String> staged = hands.datasets(open);
    Instant old = clock.instant().minus(Duration.ofHours(2));
    for (PullRequestId pull : List.of(open, closed)) {
      dataset("stray_pr" + pull.number() + "_x", stray(pull, old));
    }
    hands.world.await(() -> hands.world.datasets().stream().noneMatch(d -> d.startsWith("stray")));
    assertThat(hands.datasets(open)).isEqualTo(staged);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatAForgottenPullRequestOrMergeGroupLeftIsSweptUnderItsLane() {
    Instant old = clock.instant().minus(Duration.ofHours(2));
    PullRequestId forgotten = new PullRequestId(hands.world.name(), 99);
    PullRequestId queue = new PullRequestId(hands.world.name(), 0);
    for (PullRequestId lane : List.of(forgotten, queue)) {
      dataset("stray_pr" + lane.number() + "_x", stray(lane, old));
    }
    hands.world.await(() -> hands.world.datasets().stream().noneMatch(d -> d.startsWith("stray")));
    Lanes lanes = new Lanes(hands.world.database());
    assertThat(lanes.find(forgotten).orElseThrow().epoch()).isPositive();
    assertThat(lanes.find(queue).orElseThrow().epoch()).isPositive();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aRepositorysOwnStageProjectIsTidiedToo() {
    hands.production("stage: {project: acme-stage}\n");
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    assertThat(hands.datasets(pull)).isEmpty();
    List<String> staged = hands.datasets("acme-stage", pull);
    assertThat(staged).isNotEmpty();
    Instant old = clock.instant().minus(Duration.ofHours(2));
    dataset("acme-stage", "stray_pr" + pull.number() + "_x", stray(pull, old));
    dataset("acme-stage", "theirs", Map.of());
    hands.world.await(
        () -> hands.world.datasets("acme-stage").stream().noneMatch(d -> d.startsWith("stray")));
    assertThat(hands.datasets("acme-stage", pull)).isEqualTo(staged);
    hands.world.gitHub().as("ada").close(pull);
    hands.told(pull, "Stage removed");
    assertThat(hands.world.datasets("acme-stage")).containsExactly("theirs");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatWasStagedInAnotherProjectGoesAfterTheConfigurationNamesANewOne() {
    hands.production("stage: {project: old-stage}\n");
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    assertThat(hands.datasets("old-stage", pull)).isNotEmpty();
    hands.production("stage: {project: new-stage}\n");
    hands.push(pull, "SELECT a + 2 AS a FROM `p.d.v`");
    hands.world.await(() -> !hands.datasets("new-stage", pull).isEmpty());
    hands.verdict(pull);
    assertThat(hands.datasets("old-stage", pull)).isEmpty();
    hands.production("stage: {project: newest-stage}\n");
    assertThat(hands.asks("ada", pull, "/redeploy-stage")).isEqualTo("rocket");
    assertThat(hands.datasets("new-stage", pull)).isEmpty();
    assertThat(hands.datasets("newest-stage", pull)).isNotEmpty();
    hands.world.gitHub().as("ada").close(pull);
    hands.told(pull, "Stage removed");
    assertThat(hands.datasets("newest-stage", pull)).isEmpty();
  }

  private static Map<String, String> stray(PullRequestId pull, Instant staged) {
    Map<String, String> labels =
        new HashMap<>(
            StageLabels.of(
                "understudy",
                pull.repository().toString(),
                "pr" + pull.number() + "_x",
                null,
                pull.number(),
                staged.plus(Duration.ofDays(3))));
    labels.put(StageLabels.STAGED_ON, Long.toString(staged.toEpochMilli()));
    return labels;
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatIsGivenUpIsToldAndTriedAgainOnRequest() {
    int enough = 6;
    hands
        .world
        .gitHub()
        .inject(enough, "POST", ".*/deployments", new Fault.ServerError(422, false));
    PullRequestId pull = hands.opened("SELECT a + 1 AS a FROM `p.d.v`");
    assertThat(hands.told(pull, "our trouble")).contains("`/retry`");
    hands.world.await(() -> hands.outcomes(pull).stream().noneMatch("null"::equals));
    assertThat(hands.asks("ada", pull, "/retry")).isEqualTo("rocket");
    assertThat(hands.told(pull, "✅")).contains("Staged");
    assertThat(hands.verdict(pull)).isEqualTo("success");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatIsGivenUpIsNotToldInACommentWhereTheTeamWantsNone() {
    hands.production("comments: none\n");
    hands.world.gitHub().inject(1_000, "POST", ".*/deployments", new Fault.ServerError(422, false));
    PullRequestId pull = hands.opened("SELECT a + 1 AS a FROM `p.d.v`");
    hands.world.await(
        () ->
            hands
                .check(pull)
                .filter(c -> String.valueOf(c.title()).contains("our trouble"))
                .isPresent());
    assertThat(hands.world.gitHub().comments(pull)).isEmpty();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aMergeQueueDoesNotWaitForWhatIsGivenUp() throws SQLException {
    hands.world.files().write("README.md", "what the queue makes of it\n");
    String branch = "gh-readonly-queue/main/pr-1-" + hands.world.production();
    String sha = hands.world.pushTo("ada", branch);
    hands.world.gitHub().settle();
    Lanes lanes = new Lanes(hands.world.database());
    PullRequestId own = new PullRequestId(hands.world.name(), 0);
    hands.world.await(() -> lanes.find(own).filter(lane -> lane.dueAt() == null).isPresent());
    String event = EventCodec.write(new Event.MergeGroupRequested(sha, branch, "main"));
    try (Connection connection = hands.world.database().dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement row =
              connection.prepareStatement(
                  "INSERT INTO inbox (source, delivery_id, repository, number, kind, payload,"
                      + " interactive, received_at) VALUES ('github', 'group', 'acme/analytics', 0,"
                      + " 'mergegrouprequested', ?, FALSE, CURRENT_TIMESTAMP)");
          Statement dead = connection.createStatement()) {
        row.setString(1, event);
        row.executeUpdate();
        dead.executeUpdate(
            "UPDATE lane SET dead_at = CURRENT_TIMESTAMP, told = FALSE, error = 'it failed',"
                + " due_at = CURRENT_TIMESTAMP, want = want + 1 WHERE number = 0");
      }
      connection.commit();
    }
    assertThat(hands.world.awaitVerdict(sha)).isEqualTo("action_required");
    assertThat(hands.world.check(sha).orElseThrow().title()).contains("our trouble");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatWasGivenUpIsTidiedWhenItIsClosedAlsoWhereNobodySaysSo() {
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    hands.world.gitHub().inject(1_000, "POST", ".*/deployments", new Fault.ServerError(422, false));
    hands.push(pull, "SELECT a + 2 AS a FROM `p.d.v`");
    hands.told(pull, "our trouble");
    hands.world.gitHub().disturb(Disturbance.LOST, 1);
    hands.world.gitHub().as("ada").close(pull);
    hands.told(pull, "Stage removed");
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatANewerVersionHeardIsLeftForIt() {
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    Inbox inbox = heardByANewerVersion(pull);
    hands.push(pull, "SELECT a + 2 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    hands.world.await(() -> inbox.waiting(pull).size() == 1);
    assertThat(inbox.waiting(pull).getFirst().deliveryId()).isEqualTo("newer");
    clock.behind = Duration.ofDays(2).negated();
    hands.push(pull, "SELECT a + 3 AS a FROM `p.d.v`");
    hands.world.await(() -> inbox.waiting(pull).isEmpty());
  }

  private Inbox heardByANewerVersion(PullRequestId pull) {
    Inbox inbox = new Inbox(hands.world.database());
    String newer = "{\"version\":2,\"event\":{\"event\":\"promoted\"}}";
    inbox.accept(new Delivery("github", "newer", null, pull, "promoted", newer, false));
    return inbox;
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatANewerVersionHeardIsLeftForItWhereTheRestIsGivenUp() {
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    Inbox inbox = heardByANewerVersion(pull);
    hands.world.gitHub().inject(1_000, "POST", ".*/deployments", new Fault.ServerError(422, false));
    hands.push(pull, "SELECT a + 2 AS a FROM `p.d.v`");
    hands.told(pull, "our trouble");
    hands.world.await(() -> inbox.waiting(pull).size() == 1);
    assertThat(inbox.waiting(pull).getFirst().deliveryId()).isEqualTo("newer");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void theStageOfARepositoryThatIsNoLongerOursToSeeIsRemoved() {
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    hands.world.gitHub().uninstall("acme");
    hands.world.await(() -> hands.datasets(pull).isEmpty());
    hands.world.gitHub().install("acme");
    hands.world.await(() -> !hands.datasets(pull).isEmpty());
    hands.told(pull, "✅");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void theStageOfARepositoryThatIsDeletedIsRemoved() {
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    hands.world.gitHub().delete(hands.world.name());
    hands.world.await(() -> hands.datasets(pull).isEmpty());
  }
}
