package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Deployment;
import dev.understudy.sandbox.Exchange;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people see of a run that takes a while. */
class ProgressFlowTest {
  /** Views that read each other: one after the other, so that a run takes some seconds. */
  private static final int VIEWS = 16;

  private static final String PAGE = "https://understudy.example/bot/";

  private static final Ahead clock = new Ahead();
  private static final BigQueryEndpoint slow =
      BigQueryEndpoint.start(
          new BigQueryEndpoint.Options(
              0,
              null,
              clock,
              "US",
              Set.of(),
              new BigQueryEndpoint.Trouble(Duration.ofMillis(150), 0)),
          SharedGoogleSql.SQL,
          SharedGoogleSql.SQL);

  @RegisterExtension
  static final Stagehands hands =
      new Stagehands(
          clock,
          TestWorld.USUAL.with(
              Map.of(
                  "UNDERSTUDY_PUBLIC_URL",
                  PAGE,
                  "UNDERSTUDY_BIGQUERY_ENDPOINT",
                  slow.url(),
                  "UNDERSTUDY_STAGE_PROJECT",
                  "understudy-stage")));

  @AfterAll
  static void stop() {
    slow.close();
  }

  private static final class Ahead implements InstantSource {
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return InstantSource.system().instant().plus(ahead);
    }
  }

  /** The comments' texts as they were changed, in order. */
  private static List<String> edits() {
    return hands.world.gitHub().requests().stream()
        .filter(request -> request.method().equals("PATCH"))
        .filter(request -> request.path().contains("/issues/comments/"))
        .map(Exchange::body)
        .toList();
  }

  private static PullRequestId many() {
    for (int i = 1; i < VIEWS; i++) {
      hands
          .world
          .files()
          .write(
              "sql/p/d/v" + i + "/view.sql",
              "CREATE VIEW `p.d.v"
                  + i
                  + "` AS SELECT a FROM `p.d.v"
                  + (i == 1 ? "" : i - 1)
                  + "`\n");
    }
    return hands.opened("SELECT a FROM `p.d.v" + (VIEWS - 1) + "`");
  }

  @Test
  void theCommentFollowsARunNoOftenerThanEveryFifteenSeconds() {
    PullRequestId pull = many();
    hands.told(pull, "Staging");
    int before = edits().size();
    deployed(pull, "p.d.v1");
    clock.ahead = clock.ahead.plusSeconds(10);
    deployed(pull, "p.d.v4");
    assertThat(edits()).hasSize(before);
    clock.ahead = clock.ahead.plusSeconds(6);
    assertThat(hands.verdict(pull)).isEqualTo("success");
    hands.told(pull, "✅");
    List<String> after = edits().subList(before, edits().size());
    assertThat(after).hasSize(2);
    assertThat(after.getFirst()).containsPattern("[1-9][0-9]* of [0-9]+ done");
  }

  private static void deployed(PullRequestId pull, String view) {
    hands.world.await(() -> hands.log(pull).contains("deployed " + view));
  }

  @Test
  void theDeploymentLeadsToTheRunsPageAndStaysActiveBesideOthers() {
    PullRequestId one = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    PullRequestId other = hands.staged("SELECT a + 2 AS a FROM `p.d.v`");
    for (PullRequestId pull : List.of(one, other)) {
      hands.told(pull, "✅");
      hands.world.await(() -> deployment(pull).state().equals("success"));
      Deployment deployment = deployment(pull);
      assertThat(deployment.environment()).isEqualTo("bigquery-stage");
      String page = deployment.statuses().getLast().environmentUrl();
      assertThat(page).startsWith(PAGE + "runs/");
      assertThat(hands.world.comment(pull)).contains(page);
    }
  }

  private static Deployment deployment(PullRequestId pull) {
    return hands.world.gitHub().deployments(hands.world.name()).stream()
        .filter(each -> each.task().equals("stage-pr-" + pull.number()))
        .findFirst()
        .orElseThrow();
  }
}
