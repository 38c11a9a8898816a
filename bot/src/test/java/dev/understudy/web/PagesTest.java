package dev.understudy.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the pages say. */
class PagesTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final RepositoryName REPOSITORY = RepositoryName.of("acme/sql");
  private static final PullRequestId PULL = new PullRequestId(REPOSITORY, 88);

  private static String run(@Nullable Duration took) {
    return Pages.run(
        new Board.RunPage(
            new Board.Run("r-1", PULL, "1a2b3c4d", "failed", NOON, took),
            null,
            "### said",
            List.of(
                new Board.Member(
                    "p.d.v", "view", "changed", "failed", "v.sql:1:8: no such column")),
            List.of()));
  }

  private static String lane(int number) {
    Board.Lane lane =
        new Board.Lane(
            new PullRequestId(REPOSITORY, number), Board.Lane.State.DEAD, 6, NOON, "no disk");
    return Pages.overview(new Board.Overview(List.of(), List.of(lane), List.of()));
  }

  @Test
  void aRunLoadsItselfAgainUntilItHasEnded() {
    assertThat(run(null))
        .contains("<meta http-equiv=\"refresh\" content=\"5\">")
        .contains("<pre>### said</pre>");
    assertThat(run(Duration.ofSeconds(4))).doesNotContain("refresh").contains("4 s");
    assertThat(run(Duration.ofHours(2))).contains("120 min");
  }

  @Test
  void whatIsWrongStandsBesideTheArtifact() {
    assertThat(run(null))
        .contains("<code>p.<wbr>d.<wbr>v</code>")
        .contains("<b class=\"bad\">failed</b><br>v.<wbr>sql:1:8: no such column");
  }

  @Test
  void aDeadLetterSaysHowItIsRevivedWhereSomebodyCanComment() {
    assertThat(lane(88)).contains("acme/sql#88", "given up: comment /retry", "no disk");
    assertThat(lane(0)).contains(">acme/sql<", ">given up<").doesNotContain("/retry", "acme/sql#0");
  }

  @Test
  void anEmptyOverviewSaysSo() {
    assertThat(Pages.overview(new Board.Overview(List.of(), List.of(), List.of())))
        .contains("No stage exists.", "Nothing waits", "No pull request was staged yet.");
  }
}
