package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Check;
import dev.understudy.sandbox.Delivery;
import dev.understudy.sandbox.Disturbance;
import dev.understudy.sandbox.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever comes, in whatever order and how often: only what is true in the end counts. */
class EventsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(2);
  private static final String LATER = "\"updated_at\":\"2031-01-01T00:00:00Z\"";

  @RegisterExtension final FaultWorld bot = new FaultWorld();

  /** The next run stands still in its middle for a while. */
  private void holdTheNextRun() {
    bot.github().inject(1, "POST", ".*/deployments", new Fault.Delay(A_WHILE));
  }

  private List<String> conclusions(String sha) {
    return bot.github().checks(sha).stream()
        .map(Check::conclusion)
        .filter(Objects::nonNull)
        .toList();
  }

  @Test
  void ofFiftyPushesInARowOnlyTheLastIsStaged() {
    holdTheNextRun();
    PullRequestId pull = bot.opened();
    List<String> overtaken = new ArrayList<>(List.of(bot.world.head(pull)));
    for (int push = 0; push < 48; push++) {
      overtaken.add(bot.pushed(pull));
    }
    bot.pushed(pull);
    bot.settlesAsItShould();
    assertThat(overtaken).allSatisfy(sha -> assertThat(conclusions(sha)).doesNotContain("success"));
  }

  @Test
  void deliveriesThatComeTwiceAreOne() {
    bot.github().disturb(Disturbance.TWICE, 6);
    PullRequestId pull = bot.opened();
    bot.pushed(pull);
    bot.settlesAsItShould();
  }

  @Test
  void deliveriesThatComeInReverseLeadToTheSame() {
    bot.github().disturb(Disturbance.REVERSED, 6);
    PullRequestId pull = bot.opened();
    bot.pushed(pull);
    bot.pushed(pull);
    bot.github().releaseHeld();
    bot.settlesAsItShould();
    bot.github().disturb(Disturbance.REVERSED, 2);
    bot.closed(pull);
    bot.reopened(pull);
    bot.github().releaseHeld();
    bot.settlesAsItShould();
  }

  @Test
  void whatNobodyDeliveredIsFoundByLooking() {
    bot.github().disturb(Disturbance.LOST, 2);
    PullRequestId pull = bot.opened();
    bot.settlesAsItShould();
    bot.github().disturb(Disturbance.FAILED, 2);
    bot.pushed(pull);
    bot.settlesAsItShould();
    bot.github().disturb(Disturbance.LOST, 1);
    bot.closed(pull);
    bot.settlesAsItShould();
  }

  @Test
  void theSameContentUnderANewNameChangesNothing() throws Exception {
    PullRequestId pull = bot.opened();
    bot.settlesAsItShould();
    int writes = bot.github().contentWrites();
    Delivery first =
        bot.github().deliveries().stream()
            .filter(d -> d.event().equals("pull_request"))
            .findFirst()
            .orElseThrow();
    int status =
        Webhook.send(
            bot.world.page() + "webhooks/github", first.event(), "another-id", first.payload());
    assertThat(status).isBetween(200, 299);
    bot.settlesAsItShould();
    assertThat(bot.github().contentWrites()).isEqualTo(writes);
    assertThat(bot.world.head(pull)).isNotEmpty();
  }

  @Test
  void anEventThatSaysNothingNewFetchesNothing() throws Exception {
    PullRequestId pull = bot.opened();
    bot.settlesAsItShould();
    Delivery opened =
        bot.github().deliveries().stream()
            .filter(d -> d.event().equals("pull_request"))
            .findFirst()
            .orElseThrow();
    String later = opened.payload().replaceAll("\"updated_at\":\"[^\"]*\"", LATER);
    assertThat(later).contains(LATER);
    long events = bot.lane(pull).have();
    Path origin = bot.folder.resolve("origin");
    Path away = Files.move(origin, bot.folder.resolve("away"));
    String url = bot.world.page() + "webhooks/github";
    assertThat(Webhook.send(url, opened.event(), "another-id", later)).isEqualTo(202);
    bot.settlesAsItShould();
    Files.move(away, origin);
    assertThat(bot.lane(pull).have()).isEqualTo(events + 1);
  }

  @Test
  void aCommitThatReplacesHistoryDuringARunIsStagedInstead() {
    String production = bot.world.files().commit("The same");
    holdTheNextRun();
    PullRequestId pull = bot.opened();
    bot.awaitRunning(pull);
    bot.world.files().goTo(production);
    bot.pushed(pull);
    bot.settlesAsItShould();
  }

  @Test
  void aPullRequestThatIsClosedDuringARunLeavesNothing() {
    holdTheNextRun();
    PullRequestId pull = bot.opened();
    bot.awaitRunning(pull);
    bot.closed(pull);
    bot.settlesAsItShould();
    bot.reopened(pull);
    bot.settlesAsItShould();
  }

  @Test
  void twoPullRequestsThatChangeOneViewHaveStagesOfTheirOwnAndKnowOfEachOther() {
    PullRequestId first = bot.opened();
    PullRequestId second = bot.opened();
    bot.settlesAsItShould();
    bot.pushed(first);
    bot.settlesAsItShould();
    assertThat(bot.world.comment(first))
        .contains("is also changed by pull request #" + second.number());
    bot.closed(first);
    bot.settlesAsItShould();
  }
}
