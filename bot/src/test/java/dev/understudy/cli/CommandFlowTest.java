package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequestId;
import dev.understudy.plan.StageLabels;
import dev.understudy.sandbox.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command, from the comment to what follows from it. */
class CommandFlowTest {
  private static final Duration SLOW = Duration.ofSeconds(3);

  @RegisterExtension static final Stagehands hands = new Stagehands();

  private static Instant expires(PullRequestId pull) {
    return hands.world.warehouse().datasets(hands.world.stageProject(), Map.of()).stream()
        .filter(entry -> hands.datasets(pull).contains(entry.dataset()))
        .map(entry -> StageLabels.expiresOn(entry.labels()).orElseThrow())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** The next run waits before its deployment, so that something can happen meanwhile. */
  private static void nextRunIsSlow() {
    hands.world.gitHub().inject(1, "POST", ".*/deployments", new Fault.Delay(SLOW));
  }

  private static void begins(PullRequestId pull) {
    hands.world.await(() -> hands.check(pull).isPresent());
  }

  @Test
  void aPartOfAStageIsMadeAgainAndTheVerdictStaysThatOfTheWhole() {
    hands
        .world
        .files()
        .write(Stagehands.V, "CREATE VIEW `p.d.v` AS SELECT a + 2 AS a FROM `p.raw.t`\n");
    PullRequestId pull = hands.staged("SELECT missing FROM `p.d.v`");
    assertThat(hands.told(pull, "❌")).contains("2 of 3 on the stage");
    assertThat(hands.asks("ada", pull, "/redeploy-stage --only p.d.v")).isEqualTo("rocket");
    assertThat(hands.told(pull, "❌")).contains("2 of 3 on the stage", "Unrecognized name: missing");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.log(pull))
        .contains("staging 2 artifacts", "deployed p.d.v")
        .noneMatch(line -> line.contains("p.d.w"));
    assertThat(hands.asks("ada", pull, "/redeploy-stage --only p.d.unknown")).isEqualTo("rocket");
    assertThat(hands.log(pull)).contains("staging 3 artifacts", "deployed p.d.v");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
  }

  @Test
  void aStageIsMadeAgainAsAWholeOrAnew() {
    hands
        .world
        .files()
        .write(Stagehands.V, "CREATE VIEW `p.d.v` AS SELECT a + 1 AS a FROM `p.raw.t`\n");
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    String suffix = "_pr" + pull.number() + "_" + hands.world.head(pull).substring(0, 12);
    hands.world.warehouse().deleteDataset(hands.world.stageProject(), "d_p" + suffix);
    assertThat(hands.asks("ada", pull, "/redeploy-stage --only p.d.v")).isEqualTo("rocket");
    assertThat(hands.told(pull, "✅")).contains("2 changed");
    assertThat(hands.datasets(pull)).contains("d_p" + suffix);
    assertThat(hands.asks("ada", pull, "/stage --force")).isEqualTo("rocket");
    assertThat(hands.told(pull, "✅")).contains("2 changed");
    assertThat(hands.world.gitHub().comments(pull)).hasSize(3);
  }

  @Test
  void whatIsOnlyToldOnTheWayDoesNotEndARun() {
    nextRunIsSlow();
    PullRequestId pull = hands.opened("SELECT a + 41 AS a FROM `p.d.v`");
    begins(pull);
    Fault away = new Fault.ServerError(502, false);
    hands.world.gitHub().inject(1, "POST", ".*/reactions", away);
    long asked = hands.world.gitHub().as("eve").comment(pull, "/status");
    assertThat(hands.settled(pull, asked)).isEqualTo("rocket");
    assertThat(hands.outcomes(pull)).containsExactly("staged");
  }

  @Test
  void whatIsCarriedOutIsNotCarriedOutAgainWhereItsAnswerFails() {
    PullRequestId pull = hands.staged("SELECT a + 42 AS a FROM `p.d.v`");
    int runs = hands.outcomes(pull).size();
    Fault away = new Fault.ServerError(502, false);
    hands.world.gitHub().inject(3, "DELETE", ".*/reactions/[0-9]+", away);
    assertThat(hands.asks("ada", pull, "/redeploy-stage")).isEqualTo("rocket");
    assertThat(hands.outcomes(pull)).hasSize(runs + 1);
  }

  @Test
  void whoMayNotCommentStillJudges() {
    Fault forbidden = new Fault.ServerError(403, false);
    hands.world.gitHub().inject(1_000, "POST", ".*/(comments|reactions)", forbidden);
    try {
      PullRequestId pull = hands.opened("SELECT a + 43 AS a FROM `p.d.v`");
      hands.world.gitHub().as("ada").comment(pull, "/keep 48h");
      assertThat(hands.verdict(pull)).isEqualTo("success");
    } finally {
      hands.world.gitHub().clearFaults();
    }
  }

  @Test
  void aVerdictThatTurnsIsSaidOnceAlsoWhereTheReplyIsLost() {
    PullRequestId pull = hands.staged("SELECT a + 44 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    hands.world.gitHub().inject(1, "POST", ".*/issues/[0-9]+/comments", new Fault.DropReply());
    hands.push(pull, "SELECT missing FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    hands.told(pull, "❌");
    assertThat(hands.world.gitHub().comments(pull)).hasSize(2);
  }

  @Test
  void aStageIsTakenAwayAndMadeAgainOnRequest() {
    PullRequestId pull = hands.staged("SELECT a + 2 AS a FROM `p.d.v`");
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isEmpty();
    assertThat(hands.told(pull, "Stage removed")).contains("somebody asked for it");
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.last(pull)).contains("has no stage");
    assertThat(hands.asks("ada", pull, "/retest")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void aStageIsKeptLongerAndTheCommentSaysUntilWhen() {
    PullRequestId pull = hands.staged("SELECT a + 3 AS a FROM `p.d.v`");
    Instant before = expires(pull);
    assertThat(hands.asks("ada", pull, "/keep 120h")).isEqualTo("rocket");
    Instant after = expires(pull);
    assertThat(Duration.between(before, after))
        .isBetween(Duration.ofHours(47), Duration.ofHours(49));
    assertThat(hands.world.comment(pull)).contains("✅", after.toString().substring(0, 10));
    assertThat(hands.asks("ada", pull, "/keep 90d")).isEqualTo("rocket");
    Instant most = expires(pull);
    assertThat(Duration.between(before, most)).isLessThan(Duration.ofDays(12));
    assertThat(hands.asks("ada", pull, "/keep 48h")).isEqualTo("rocket");
    assertThat(expires(pull)).as("not shortened").isEqualTo(most);
  }

  @Test
  void aStageThatIsMadeAgainCanBeKeptInTheSameComment() {
    PullRequestId pull = hands.staged("SELECT a + 31 AS a FROM `p.d.v`");
    Instant before = expires(pull);
    assertThat(hands.asks("ada", pull, "/redeploy-stage\n/keep 120h")).isEqualTo("rocket");
    assertThat(Duration.between(before, expires(pull)))
        .isBetween(Duration.ofHours(47), Duration.ofHours(49));
  }

  @Test
  void whatIsAskedToBeKeptIsKeptThroughThePushesAndDeploysAfterIt() {
    PullRequestId pull = hands.staged("SELECT a + 33 AS a FROM `p.d.v`");
    assertThat(hands.asks("ada", pull, "/keep 120h")).isEqualTo("rocket");
    Instant asked = expires(pull);
    hands.push(pull, "SELECT a + 34 AS a FROM `p.d.v`");
    hands.verdict(pull);
    hands.world.await(() -> !expires(pull).isBefore(asked));
    assertThat(hands.asks("ada", pull, "/redeploy-stage --force")).isEqualTo("rocket");
    assertThat(expires(pull)).isEqualTo(asked);
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("rocket");
    assertThat(hands.asks("ada", pull, "/redeploy-stage")).isEqualTo("rocket");
    assertThat(expires(pull)).as("a stage that was taken away is not kept").isBefore(asked);
  }

  @ParameterizedTest
  @CsvSource({"SELECT a + 42 AS a FROM `p.d.v`, success", "SELECT b FROM `p.d.v`, failure"})
  void takingTheStageAwayDoesNotChangeWhatTheCheckSays(String select, String verdict) {
    PullRequestId pull = hands.staged(select);
    assertThat(hands.verdict(pull)).isEqualTo(verdict);
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("rocket");
    assertThat(hands.told(pull, "Stage removed")).contains("⚪");
    assertThat(hands.check(pull).orElseThrow().title()).contains("Stage removed");
    assertThat(hands.check(pull).orElseThrow().conclusion()).isEqualTo(verdict);
    assertThat(hands.world.gitHub().deployments(hands.world.name()))
        .noneMatch(deployment -> deployment.task().equals("stage-pr-" + pull.number()));
  }

  @Test
  void whatWasNeverJudgedIsNotLetThroughByTakingItAway() {
    nextRunIsSlow();
    PullRequestId pull = hands.opened("SELECT a + 43 AS a FROM `p.d.v`");
    begins(pull);
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("rocket");
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
  }

  @Test
  void whoAskedForTheStageToGoDidNotMeanTheCommitThatCameRightAfter() {
    PullRequestId pull = hands.staged("SELECT a + 46 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    // both are heard in one turn
    Fault away = new Fault.ServerError(502, false);
    hands.world.gitHub().inject(3, "GET", ".*/pulls/" + pull.number(), away);
    long asked = hands.world.gitHub().as("ada").comment(pull, "/clean-stage");
    String pushed = hands.push(pull, "SELECT a + 47 AS a FROM `p.d.v`");
    assertThat(hands.settled(pull, asked)).isEqualTo("rocket");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    assertThat(hands.datasets(pull))
        .isNotEmpty()
        .allMatch(dataset -> dataset.contains(pushed.substring(0, 12)));
  }

  @Test
  void theCheckOfACommitThatIsNoLongerTheHeadIsNotLeftRunning() {
    nextRunIsSlow();
    PullRequestId pull = hands.opened("SELECT a + 44 AS a FROM `p.d.v`");
    begins(pull);
    String older = hands.world.head(pull);
    hands.push(pull, "SELECT a + 45 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    assertThat(hands.world.awaitVerdict(older)).isEqualTo("cancelled");
  }

  @Test
  void aPermissionThatNobodyGrantedHoldsUpNothingElse() {
    hands.world.gitHub().inject(100, "POST", ".*/deployments", new Fault.ServerError(403, false));
    PullRequestId pull = hands.staged("SELECT a + 46 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    hands.world.gitHub().clearFaults();
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void whatIsAskedToBeKeptIsKeptByAnotherTestRunToo() {
    PullRequestId pull = hands.staged("SELECT a + 35 AS a FROM `p.d.v`");
    assertThat(hands.asks("ada", pull, "/keep 120h\n/retest")).isEqualTo("rocket");
    Instant asked = expires(pull);
    assertThat(hands.outcomes(pull)).hasSize(2);
    assertThat(hands.asks("ada", pull, "/retest")).isEqualTo("rocket");
    assertThat(expires(pull)).isEqualTo(asked);
  }

  @Test
  void theOrderOfTheLinesPlaysNoPartForWhatIsKept() {
    PullRequestId pull = hands.staged("SELECT a + 36 AS a FROM `p.d.v`");
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("rocket");
    assertThat(hands.asks("ada", pull, "/keep 120h\n/redeploy-stage")).isEqualTo("rocket");
    assertThat(Duration.between(Instant.now(), expires(pull))).isGreaterThan(Duration.ofHours(100));
  }

  @Test
  void whoMayNotStopARunDoesNotStopIt() {
    PullRequestId pull = hands.staged("SELECT a + 37 AS a FROM `p.d.v`");
    nextRunIsSlow();
    hands.push(pull, "SELECT a + 38 AS a FROM `p.d.v`");
    begins(pull);
    assertThat(hands.asks("stranger", pull, "/cancel\n/redeploy-stage")).isEqualTo("-1");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    assertThat(hands.outcomes(pull)).containsExactly("staged", "staged");
  }

  @Test
  void theRunOfADraftIsStoppedToo() {
    nextRunIsSlow();
    PullRequestId pull = hands.opened("SELECT a + 39 AS a FROM `p.d.v`", w -> w.asDraft());
    begins(pull);
    assertThat(hands.asks("ada", pull, "/cancel")).isEqualTo("rocket");
    assertThat(hands.told(pull, "Stopped staging")).contains("`ada`");
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  void aStopIsToldAndAnsweredAlsoWhereGitHubFailsMeanwhile() {
    PullRequestId pull = hands.staged("SELECT a + 40 AS a FROM `p.d.v`");
    nextRunIsSlow();
    hands.push(pull, "SELECT a + 41 AS a FROM `p.d.v`");
    begins(pull);
    Fault away = new Fault.ServerError(502, false);
    hands.world.gitHub().inject(1, "PATCH", ".*/comments/[0-9]+", away);
    hands.world.gitHub().inject(1, "DELETE", ".*/reactions/[0-9]+", away);
    assertThat(hands.asks("ada", pull, "/cancel")).isEqualTo("rocket");
    hands.told(pull, "Stopped staging");
    assertThat(hands.verdict(pull)).isEqualTo("cancelled");
    assertThat(hands.world.gitHub().comments(pull))
        .noneMatch(comment -> comment.body().contains("Nothing is under way"));
  }

  @Test
  void whereNothingStandsOrGoesOnThereIsNothingToKeepOrToStop() {
    PullRequestId pull = hands.staged("SELECT a + 32 AS a FROM `p.d.v`");
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("rocket");
    assertThat(hands.asks("ada", pull, "/keep 48h")).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("There is no stage to keep");
    assertThat(hands.asks("ada", pull, "/cancel")).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("Nothing is under way");
  }

  @Test
  void aRunIsStoppedWhileItGoesOn() {
    PullRequestId pull = hands.staged("SELECT a + 4 AS a FROM `p.d.v`");
    nextRunIsSlow();
    String sha = hands.push(pull, "SELECT a + 5 AS a FROM `p.d.v`");
    begins(pull);
    assertThat(hands.asks("ada", pull, "/cancel")).isEqualTo("rocket");
    assertThat(hands.told(pull, "Stopped staging")).contains(sha.substring(0, 7), "`ada`");
    assertThat(hands.outcomes(pull)).containsExactly("stopped", "staged");
    assertThat(hands.datasets(pull)).isEmpty();
    assertThat(hands.verdict(pull)).isEqualTo("cancelled");
    assertThat(hands.asks("ada", pull, "/redeploy-stage")).isEqualTo("rocket");
    assertThat(hands.told(pull, "✅")).contains("Staged");
  }

  @Test
  void anEndedRunIsNotStoppedAndItsStageStays() {
    PullRequestId pull = hands.staged("SELECT a + 6 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    assertThat(hands.asks("ada", pull, "/cancel")).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("Nothing is under way that could be stopped.");
    assertThat(hands.datasets(pull)).isNotEmpty();
    assertThat(hands.world.comment(pull)).contains("✅");
  }

  @Test
  void questionsAreAnswered() {
    PullRequestId pull = hands.staged("SELECT a + 7 AS a FROM `p.d.v`");
    assertThat(hands.asks("eve", pull, "/help")).isEqualTo("rocket");
    assertThat(hands.last(pull)).contains("/redeploy-stage", "/ok-to-stage", "/explain");
    assertThat(hands.asks("eve", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.last(pull))
        .contains("is staged under the suffix `pr" + pull.number() + "_", "until 20");
    assertThat(hands.asks("eve", pull, "/explain p.d.w")).isEqualTo("rocket");
    assertThat(hands.last(pull)).contains("is on the stage as", "It needs: `p.d.v`");
    assertThat(hands.asks("eve", pull, "/explain p.d.unknown")).isEqualTo("rocket");
    assertThat(hands.last(pull)).contains("neither changed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/redeploy-stge | did you mean `/redeploy-stage`?",
        "/keep forever | is written like this: `/keep 48h`",
        "/explain v | is written like this: `/explain project.dataset.name`",
        "/retest lint | There is no check `lint` to run again: `/retest stage`.",
        "/clean-stage now | is written like this: `/clean-stage`",
      })
  void whatIsNotUnderstoodIsAnsweredOnceWithWhatWasMeant(String written, String answer) {
    PullRequestId pull = hands.staged("SELECT a + 8 AS a FROM `p.d.v`");
    int before = hands.world.gitHub().comments(pull).size();
    assertThat(hands.asks("ada", pull, written + "\n/redeploy-stge")).isEqualTo("-1");
    assertThat(hands.last(pull)).contains(answer);
    assertThat(hands.world.gitHub().comments(pull)).hasSize(before + 2);
  }

  @Test
  void severalCommandsOfOneCommentAreCarriedOutTogether() {
    PullRequestId pull = hands.staged("SELECT a + 9 AS a FROM `p.d.v`");
    assertThat(hands.asks("ada", pull, "/clean-stage\n/status")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isEmpty();
    assertThat(hands.last(pull)).contains("has no stage");
  }

  @Test
  void whatIsEditedQuotedOrWrittenByABotIsNoCommand() {
    PullRequestId pull = hands.staged("SELECT a + 10 AS a FROM `p.d.v`");
    var gitHub = hands.world.gitHub();
    gitHub.permission(hands.world.name(), "robot[bot]", Permission.ADMIN);
    long words = gitHub.as("ada").comment(pull, "Looks good");
    gitHub.as("ada").editComment(hands.world.name(), words, "/clean-stage");
    long quoted = gitHub.as("ada").comment(pull, "> /clean-stage\n\n```\n/clean-stage\n```");
    long robot = gitHub.as("robot[bot]").comment(pull, "/clean-stage");
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isNotEmpty();
    assertThat(hands.reactions(pull, words)).isEmpty();
    assertThat(hands.reactions(pull, quoted)).isEmpty();
    assertThat(hands.reactions(pull, robot)).isEmpty();
  }

  @Test
  void onlyWhatStillMakesSenseIsDoneOnAClosedPullRequest() {
    PullRequestId pull = hands.staged("SELECT a + 11 AS a FROM `p.d.v`");
    hands.world.gitHub().as("ada").close(pull);
    hands.told(pull, "Stage removed");
    assertThat(hands.asks("ada", pull, "/redeploy-stage")).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("This pull request is closed.");
    assertThat(hands.asks("ada", pull, "/help")).isEqualTo("rocket");
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isEmpty();
    hands.world.gitHub().as("ada").reopen(pull);
    hands.told(pull, "✅");
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void aStrangerIsRefusedAndNobodyIsLetInWhileGitHubDoesNotSayWhoHeIs() {
    PullRequestId pull = hands.staged("SELECT a + 12 AS a FROM `p.d.v`");
    assertThat(hands.asks("stranger", pull, "/clean-stage")).isEqualTo("-1");
    assertThat(hands.asks("eve", pull, "/clean-stage")).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("is for who has the write permission");
    hands.world.gitHub().inject(1000, "GET", ".*/permission", new Fault.ServerError(502, false));
    long asked = hands.world.gitHub().as("ada").comment(pull, "/clean-stage");
    hands.world.await(() -> hands.reactions(pull, asked).contains("eyes"));
    assertThat(hands.datasets(pull)).isNotEmpty();
    hands.world.gitHub().clearFaults();
    assertThat(hands.settled(pull, asked)).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  void nobodyElsesCommentIsTakenForOurs() {
    PullRequestId pull = hands.staged("SELECT a + 13 AS a FROM `p.d.v`");
    String ours = hands.told(pull, "✅");
    long copy = hands.world.gitHub().as("eve").comment(pull, ours);
    hands.push(pull, "SELECT a + 14 AS a FROM `p.d.v`");
    hands.verdict(pull);
    hands.told(pull, hands.world.head(pull).substring(0, 7));
    assertThat(hands.world.gitHub().comments(pull))
        .filteredOn(comment -> comment.id() == copy)
        .allMatch(comment -> comment.body().equals(ours));
  }
}
