package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Fault;
import dev.understudy.store.Lanes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** GitHub fails, and workers are stopped: in the end all is as if nothing had happened. */
class OutagesTest {
  private static List<Fault> faults() {
    return List.of(
        new Fault.DropReply(),
        new Fault.ServerError(502, true),
        new Fault.ServerError(500, false),
        new Fault.SecondaryLimit(Duration.ofSeconds(1)),
        new Fault.TooManyRequests(Duration.ofSeconds(1)),
        new Fault.PrimaryLimit(Duration.ofSeconds(1)),
        new Fault.Unauthorized());
  }

  @RegisterExtension final FaultWorld bot = new FaultWorld();

  /** The first of each kind of write meets the fault. */
  private void upset(Fault fault) {
    for (String write : List.of("POST comments", "POST check-runs", "POST deployments")) {
      String[] words = write.split(" ");
      bot.github().inject(1, words[0], ".*/" + words[1], fault);
    }
    bot.github().inject(1, "PATCH", ".*/(comments|check-runs)/[0-9]+", fault);
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("faults")
  void whateverGitHubAnswersInTheMeantimeThereIsOneCommentAndOneCheckOfEachName(Fault fault) {
    upset(fault);
    PullRequestId pull = bot.opened();
    bot.settlesAsItShould();
    upset(fault);
    bot.pushed(pull);
    bot.settlesAsItShould();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aWorkerThatSleptPastItsLeaseWritesNothingAnyMore() {
    bot.github().inject(1, "POST", ".*/deployments", new Fault.Delay(Duration.ofSeconds(3)));
    PullRequestId pull = bot.opened();
    bot.awaitRunning(pull);
    String before = bot.world.comment(pull);
    bot.run(
        "UPDATE lane SET epoch = epoch + 1, worker = 'another',"
            + " lease_until = CURRENT_TIMESTAMP + INTERVAL '6' SECOND"
            + " WHERE number = "
            + pull.number());
    bot.world.await(() -> bot.github().deployments(bot.world.name()).size() == 1);
    bot.world.await(
        () -> {
          String comment = bot.world.comment(pull);
          List<String> datasets = bot.world.datasets();
          boolean held = held(pull);
          assertThat(!held || (comment.equals(before) && datasets.isEmpty())).isTrue();
          return !held;
        });
    bot.settlesAsItShould();
  }

  private boolean held(PullRequestId pull) {
    return "another".equals(new Lanes(bot.world.database()).find(pull).orElseThrow().worker());
  }
}
