package dev.understudy.report.comment;

import static dev.understudy.report.comment.Samples.LINKS;
import static dev.understudy.report.comment.Samples.PLAN;
import static dev.understudy.report.comment.Samples.RUNNING;
import static dev.understudy.report.comment.Samples.SPEND;
import static dev.understudy.report.comment.Samples.SUBJECT;
import static dev.understudy.report.comment.Samples.VIEW;
import static dev.understudy.report.comment.Samples.VIEW_PATH;
import static dev.understudy.report.comment.Samples.in;
import static dev.understudy.report.comment.Samples.staged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.failure.Location;
import dev.understudy.plan.Finding;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Cleaned;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The comment in every state, compared whole. {@code -Dgolden.update=true} writes the files anew:
 * read the difference before committing it.
 */
class CommentGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/report/comment");

  private static final Pipeline TESTS =
      new Pipeline(
          Pipeline.State.PENDING,
          "stage-tests",
          "https://app.circleci.com/pipelines/github/acme/analytics/12",
          null);

  private static Map<String, PullRequestReport> reports() {
    Map<String, PullRequestReport> reports = new TreeMap<>();
    reports.put("queued", running(new RunState.Queued(2)));
    reports.put("waiting", running(new RunState.Waiting("the workflow `generate-sql`")));
    reports.put(
        "waiting-generated",
        running(new RunState.Waiting("CircleCI's workflow `generate-sql`"))
            .withNotes(List.of(generated("runs", Samples.NOON.plusSeconds(3_600)))));
    reports.put(
        "failed-generated",
        in(new RunState.Failed())
            .withFindings(
                List.of(
                    Finding.error(
                        null,
                        Location.NONE,
                        "CircleCI's workflow `generate-sql` failed for this commit")))
            .withNotes(List.of(generated("says more", null))));
    reports.put("reading", running(new RunState.Staging(0, 0)));
    reports.put("staging", running(new RunState.Staging(3, 4)).with(PLAN));
    reports.put("staged", staged().withNotes(List.of(new Note.AlsoChanged(VIEW, List.of(90, 91)))));
    reports.put("staged-tests-running", staged().with(TESTS));
    reports.put("staged-tests-failed", staged().with(tests(Pipeline.State.FAILED)));
    reports.put("failed", in(new RunState.Failed()).with(PLAN).with(Samples.broken()));
    reports.put("failed-set-up", in(new RunState.Failed()).with(PLAN).with(denied()));
    reports.put("failed-plan", in(new RunState.Failed()).with(dangling()));
    reports.put("failed-configuration", configuration());
    reports.put("analysed", in(new RunState.Analysed()).with(PLAN));
    reports.put("nothing", in(new RunState.NothingToStage()));
    reports.put("removed", in(new RunState.Removed(RunState.Because.MERGED, removed(), null)));
    reports.put("cancelled", in(new RunState.Cancelled("ada")).with(PLAN));
    reports.put("superseded", in(new RunState.Cancelled(null)));
    reports.put(
        "delayed",
        running(
            new RunState.Delayed(
                "BigQuery at https://bigquery.example.com does not answer",
                Samples.NOON.plusSeconds(300))));
    reports.put("broken", in(new RunState.Broken("f3c1-77", 5)));
    return reports;
  }

  private static Note generated(String how, @Nullable Instant until) {
    return new Note.Generated(
        "generate-sql",
        "https://app.circleci.com/pipelines/github/acme/analytics/12/workflows/6f1c",
        how,
        until);
  }

  private static PullRequestReport running(RunState state) {
    return PullRequestReport.of(SUBJECT, state, RUNNING).with(LINKS);
  }

  private static Pipeline tests(Pipeline.State state) {
    return new Pipeline(state, TESTS.name(), TESTS.url(), null);
  }

  private static Outcome denied() {
    String why = "BigQuery denies access: Permission bigquery.datasets.create denied";
    List<Result> results =
        Samples.MEMBERS.stream()
            .map(
                m ->
                    new Result(
                        m.id(),
                        m.stageId(),
                        Result.State.SKIPPED,
                        "dataset acme-stage.shop_1a2b3c4 could not be made",
                        0))
            .toList();
    return new Outcome(
        results,
        List.of(new Outcome.FailedDataset("acme-stage.shop_1a2b3c4", why)),
        List.of(),
        false,
        false,
        true);
  }

  private static StagePlan dangling() {
    return Samples.plan(
        PLAN.changed(),
        List.of(),
        PLAN.impact(),
        List.of(
            Finding.error(
                SPEND,
                new Location("sql/acme/shop/customer_spend/view.sql", 4, 6),
                SPEND + " reads " + VIEW + ", which this change removes")));
  }

  private static PullRequestReport configuration() {
    return in(new RunState.Failed())
        .withFindings(
            List.of(
                Finding.error(
                    null,
                    new Location(".understudy.yml", 3, 9),
                    "unknown key `tll`; did you mean `ttl`?")))
        .withNotes(List.of(new Note.ConfigurationLater(".understudy.yml")));
  }

  private static Cleaned removed() {
    return new Cleaned(
        List.of("acme-stage.shop_1a2b3c4", "acme-stage.shop_raw_1a2b3c4"),
        List.of(new Cleaned.Kept("acme-stage.shop_x_1a2b3c4", "carries no understudy labels")),
        List.of());
  }

  static Stream<String> names() {
    return reports().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theCommentIsAsItShouldRead(String name) throws IOException {
    PullRequestReport report = java.util.Objects.requireNonNull(reports().get(name));
    String body = Comment.render(report, CommentTemplates.builtIn());
    Path golden = FOLDER.resolve(name + ".md");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(FOLDER);
      Files.writeString(golden, body);
    }
    assertThat(body).isEqualTo(Files.readString(golden));
    assertThat(body).as(VIEW_PATH).doesNotContainIgnoringCase("exception");
    assertThat(Marker.read(body))
        .hasValueSatisfying(marker -> assertThat(marker.number()).isEqualTo(88));
  }
}
