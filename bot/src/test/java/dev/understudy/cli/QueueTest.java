package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Check;
import dev.understudy.sandbox.Fault;
import dev.understudy.store.Lanes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A bot with one worker that is busy: who waits for it knows. */
class QueueTest {
  private static final Duration SLOW = Duration.ofSeconds(12);

  @RegisterExtension
  final Stagehands hands =
      new Stagehands(
          InstantSource.system(), TestWorld.USUAL.with(Map.of("UNDERSTUDY_WORKERS", "1")));

  private String title(PullRequestId pull) {
    return hands.check(pull).map(Check::title).map(String::valueOf).orElse("");
  }

  @Test
  void whoWaitsForABusyBotIsToldSoAndCommandsAreSeen() {
    hands.production("drafts: ignore\n");
    // a write that is slow would keep the other writes waiting
    hands.world.gitHub().inject(1, "GET", ".*/pulls/1", new Fault.Delay(SLOW));
    PullRequestId busy = hands.opened("SELECT a + 1 AS a FROM `p.d.v`");
    Lanes lanes = new Lanes(hands.world.database());
    hands.world.await(() -> lanes.find(busy).filter(lane -> lane.worker() != null).isPresent());
    PullRequestId waits = hands.opened("SELECT a + 2 AS a FROM `p.d.v`");
    PullRequestId draft = hands.opened("SELECT a + 3 AS a FROM `p.d.v`", kind -> kind.asDraft());
    PullRequestId closed = hands.opened("SELECT a + 4 AS a FROM `p.d.v`");
    PullRequestId converted = hands.opened("SELECT a + 5 AS a FROM `p.d.v`");
    long asked = hands.world.gitHub().as("ada").comment(waits, "/status");
    for (PullRequestId pull : List.of(waits, closed, converted)) {
      hands.world.await(() -> title(pull).contains("behind 1 run"));
      assertThat(hands.check(pull).orElseThrow().conclusion()).isNull();
    }
    hands.world.await(() -> hands.reactions(waits, asked).equals(List.of("eyes")));
    String older = hands.world.head(waits);
    hands.world.gitHub().as("ada").close(closed);
    hands.world.gitHub().as("ada").convertToDraft(converted);
    hands.push(waits, "SELECT a + 6 AS a FROM `p.d.v`");
    hands.world.await(() -> title(waits).contains("behind 1 run"));
    assertThat(hands.world.awaitVerdict(older)).isEqualTo("cancelled");
    assertThat(hands.world.comment(waits)).isEmpty();
    assertThat(hands.verdict(busy)).isEqualTo("success");
    assertThat(hands.verdict(waits)).isEqualTo("success");
    assertThat(hands.settled(waits, asked)).isEqualTo("rocket");
    assertThat(hands.verdict(closed)).isEqualTo("neutral");
    assertThat(hands.verdict(converted)).isEqualTo("action_required");
    for (PullRequestId pull : List.of(closed, converted)) {
      assertThat(hands.world.gitHub().comments(pull)).isEmpty();
    }
    assertThat(hands.check(draft)).isEmpty();
  }
}
