package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pull requests of strangers: nothing with a credential runs before a maintainer's consent. */
class ForksTest {
  private static final String OTHER = "0".repeat(40);

  @RegisterExtension static final Stagehands hands = new Stagehands();

  private static RepositoryName fork(String login) {
    return hands.world.gitHub().fork(hands.world.name(), login);
  }

  private static PullRequestId strange(String login, String select) {
    RepositoryName fork = fork(login);
    return hands.opened(select, wanted -> wanted.from(fork));
  }

  @Test
  void aForkIsReadWithoutAStageAndAMaintainerHasToAllowIt() {
    PullRequestId pull = strange("fay", "SELECT a + 1 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
    assertThat(hands.told(pull, "✋"))
        .contains("without staging it", "a maintainer has to allow the stage")
        .contains("/ok-to-stage " + hands.world.head(pull));
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  void whatIsWrongInAForkIsFoundWithoutAStageToo() {
    PullRequestId pull = strange("flo", "SELECT b FROM `p.d.v`");
    hands.verdict(pull);
    assertThat(hands.told(pull, "Unrecognized name: b")).contains("without staging it");
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  void aMaintainersConsentStagesThatVeryCommitAndAnotherPushDropsIt() {
    PullRequestId pull = strange("gus", "SELECT a + 2 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
    String sha = hands.world.head(pull);
    assertThat(hands.asks("ada", pull, "/ok-to-stage " + sha)).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("is for who has the maintain permission");
    assertThat(hands.asks("mia", pull, "/ok-to-stage " + OTHER)).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("This pull request stands at `" + sha + "`");
    assertThat(hands.asks("mia", pull, "/ok-to-stage " + sha.substring(0, 12))).isEqualTo("-1");
    assertThat(hands.datasets(pull)).isEmpty();
    assertThat(hands.asks("mia", pull, "/ok-to-stage " + sha)).isEqualTo("rocket");
    assertThat(hands.told(pull, "✅")).contains("Staged `" + sha.substring(0, 7) + "`");
    assertThat(hands.datasets(pull)).allMatch(name -> name.endsWith(sha.substring(0, 12)));
    String next = hands.push(pull, "SELECT a + 3 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
    assertThat(hands.told(pull, "✋")).contains("/ok-to-stage " + next);
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  void takingNothingAwayDoesNotReplaceAMaintainersConsent() {
    PullRequestId pull = strange("lou", "SELECT a + 8 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("rocket");
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
  }

  @Test
  void aMergeQueueStagesAForkOnlyWithTheSameConsent() {
    PullRequestId pull = strange("max", "SELECT a + 9 AS a FROM `p.d.v`");
    hands.verdict(pull);
    assertThat(hands.world.awaitVerdict(hands.world.queue("mia", pull))).isEqualTo("failure");
    assertThat(hands.world.datasets()).noneMatch(name -> name.contains("mg_"));
    assertThat(hands.asks("mia", pull, "/ok-to-stage " + hands.world.head(pull)))
        .isEqualTo("rocket");
    hands.world.files().write("README.md", "what the queue makes of it\n");
    assertThat(hands.world.awaitVerdict(hands.world.queue("mia", pull))).isEqualTo("success");
  }

  @Test
  void whatIsAllowedCanBeKeptInTheSameComment() {
    PullRequestId pull = strange("kay", "SELECT a + 7 AS a FROM `p.d.v`");
    hands.verdict(pull);
    String asked = "/keep 120h\n/ok-to-stage " + hands.world.head(pull);
    assertThat(hands.asks("mia", pull, asked)).isEqualTo("rocket");
    assertThat(hands.told(pull, "✅")).contains("Staged");
  }

  @Test
  void aPushRightAfterTheConsentIsNotStaged() {
    PullRequestId pull = strange("hal", "SELECT a + 4 AS a FROM `p.d.v`");
    hands.verdict(pull);
    hands.world.gitHub().as("mia").comment(pull, "/ok-to-stage " + hands.world.head(pull));
    String next = hands.push(pull, "SELECT a + 5 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
    assertThat(hands.told(pull, "✋")).contains("/ok-to-stage " + next);
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  void aWriterMayNotStageAForkByAnotherCommand() {
    PullRequestId pull = strange("ian", "SELECT a + 6 AS a FROM `p.d.v`");
    hands.verdict(pull);
    assertThat(hands.asks("ada", pull, "/redeploy-stage --force")).isEqualTo("rocket");
    assertThat(hands.asks("ada", pull, "/retest")).isEqualTo("rocket");
    assertThat(hands.asks("ada", pull, "/retry")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isEmpty();
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
  }

  @Test
  void aForkThatIsGoneIsStillAFork() {
    RepositoryName gone = fork("jan");
    PullRequestId pull = hands.opened("SELECT a + 7 AS a FROM `p.d.v`", w -> w.from(gone));
    hands.verdict(pull);
    hands.world.gitHub().delete(gone);
    assertThat(hands.asks("ada", pull, "/redeploy-stage")).isEqualTo("rocket");
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  void aCheckOfAForkIsRunAgainAlthoughGitHubDoesNotSayWhose() {
    PullRequestId pull = strange("kim", "SELECT a + 8 AS a FROM `p.d.v`");
    hands.verdict(pull);
    int runs = hands.world.gitHub().contentWrites();
    long check = hands.check(pull).orElseThrow().id();
    hands.world.gitHub().as("ada").rerequest(hands.world.name(), check);
    hands.world.await(() -> hands.world.gitHub().contentWrites() > runs);
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
  }
}
