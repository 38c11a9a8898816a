package dev.understudy.warehouse.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.TableOptions;
import dev.understudy.warehouse.Limits;
import dev.understudy.warehouse.RateLimits;
import dev.understudy.warehouse.Retry;
import dev.understudy.warehouse.Warehouse.DatasetEntry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BigQueryWarehouseTest {
  private static final Identifier TABLE = Identifier.parse("stage.d.t");
  private static final Identifier VIEW = Identifier.parse("stage.d.v");
  private static final Schema SCHEMA = new Schema(List.of(Schema.Column.of("id", "INT64")));
  private static final StageDataset DATASET =
      new StageDataset(
          "stage",
          "d",
          "US",
          Map.of("understudy", "main", "suffix", "abc"),
          Duration.ofHours(12),
          List.of());

  private Answers answers;
  private BigQueryWarehouse warehouse;
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  @BeforeEach
  void start() throws IOException {
    answers = new Answers();
    warehouse = warehouse(answers.uri());
  }

  @AfterEach
  void stop() {
    answers.close();
  }

  private BigQueryWarehouse warehouse(URI endpoint) {
    AtomicInteger ids = new AtomicInteger();
    RateLimits limits =
        new RateLimits(Limits.PUBLISHED, () -> now, this::sleep, RateLimits.Listener.NONE);
    Retry retry = Retry.standard(() -> now, this::sleep, new Random(1));
    return new BigQueryWarehouse(
        new Connection(endpoint, "stage", null), limits, retry, () -> "r" + ids.getAndIncrement());
  }

  private void sleep(Duration duration) {
    pauses.add(duration);
    now = now.plus(duration);
  }

  @Test
  void aTableADatasetAndAViewCostOneCallEach() {
    warehouse.createDataset(DATASET);
    warehouse.createTable(TABLE, SCHEMA, TableOptions.NONE);
    warehouse.run("CREATE OR REPLACE VIEW `stage.d.v` AS SELECT 1 AS x", VIEW);
    assertThat(answers.asked())
        .map(Object::toString)
        .containsExactly(
            "POST stage/datasets", "POST stage/datasets/d/tables", "POST stage/queries");
    assertThat(answers.asked().getFirst().body())
        .contains("\"suffix\":\"abc\"", "\"defaultTableExpirationMs\":\"43200000\"");
  }

  @Test
  void theSixthChangeOfOneViewWithinTenSecondsWaits() {
    for (int i = 0; i < 6; i++) {
      warehouse.run("CREATE OR REPLACE VIEW `stage.d.v` AS SELECT " + i + " AS x", VIEW);
    }
    assertThat(pauses).containsExactly(Duration.ofSeconds(2));
  }

  @Test
  void aDryRunTellsTheTypesOfItsParameters() {
    answers.then(200, "{\"schema\":{\"fields\":[{\"name\":\"d\",\"type\":\"DATE\"}]}}");
    warehouse.dryRun("SELECT @d AS d", Map.of("d", "DATE"), null);
    assertThat(answers.asked().getFirst().body())
        .contains("\"dryRun\":true", "\"parameterMode\":\"NAMED\"")
        .contains("{\"name\":\"d\",\"parameterType\":{\"type\":\"DATE\"}");
  }

  @Test
  void aStatementKeepsItsRequestIdWhenItIsTriedAgain() {
    answers.thenError(503, "backendError", "busy", "7");
    warehouse.run("SELECT 1", null);
    assertThat(answers.asked()).hasSize(2).allMatch(a -> a.body().contains("\"requestId\":\"r0\""));
    assertThat(pauses).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void aRateLimitIsTriedAgainUntilTheAttemptsAreUsedUp() {
    for (int i = 0; i < 6; i++) {
      answers.thenError(403, "rateLimitExceeded", "too fast", "");
    }
    assertThatThrownBy(() -> warehouse.run("SELECT 1", null))
        .isInstanceOf(Unavailable.class)
        .hasMessage("BigQuery says: too fast (tried 6 times)");
    assertThat(pauses).hasSize(5);
  }

  @Test
  void aFullDiskIsNotTriedAgain() {
    answers.thenError(507, "insufficientStorage", "No space left on device", "");
    assertThatThrownBy(() -> warehouse.run("SELECT 1", null))
        .isInstanceOf(Unavailable.class)
        .hasMessageEndingWith("has no room: No space left on device");
    assertThat(answers.asked()).hasSize(1);
  }

  @Test
  void anEmptyQuotaIsNotTriedAgain() {
    answers.thenError(403, "quotaExceeded", "no more bytes", "");
    assertThatThrownBy(() -> warehouse.run("SELECT 1", null))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("quota is used up: no more bytes");
    assertThat(answers.asked()).hasSize(1);
  }

  @Test
  void deniedAccessAndAWrongStatementAreProblemsInBigQuerysWords() {
    answers.thenError(403, "accessDenied", "User lacks bigquery.jobs.create", "");
    answers.thenError(400, "invalidQuery", "Unrecognized name: x at [1:8]", "");
    assertThatThrownBy(() -> warehouse.run("SELECT 1", null))
        .isInstanceOf(Problem.class)
        .hasMessage("BigQuery denies access: User lacks bigquery.jobs.create");
    assertThatThrownBy(() -> warehouse.run("SELECT x", null))
        .isInstanceOf(Problem.class)
        .hasMessage("Unrecognized name: x at [1:8]");
  }

  @Test
  void anEqualTableIsAdoptedAndAnotherOneReplaced() {
    String found =
        "{\"type\":\"TABLE\",\"schema\":{\"fields\":[{\"name\":\"%s\",\"type\":\"INTEGER\"}]}}";
    answers.thenError(409, "duplicate", "Already Exists", "").then(200, found.formatted("id"));
    warehouse.createTable(TABLE, SCHEMA, TableOptions.NONE);
    answers.thenError(409, "duplicate", "Already Exists", "").then(200, found.formatted("other"));
    warehouse.createTable(TABLE, SCHEMA, TableOptions.NONE);
    assertThat(answers.asked())
        .map(Answers.Asked::method)
        .containsExactly("POST", "GET", "POST", "GET", "DELETE", "POST");
  }

  @Test
  void aDatasetOfTheSameStageIsAdoptedAndAForeignOneRefused() {
    answers.thenError(409, "duplicate", "Already Exists", "");
    answers.then(200, "{\"labels\":{\"understudy\":\"main\",\"suffix\":\"abc\"}}");
    warehouse.createDataset(DATASET);
    answers.thenError(409, "duplicate", "Already Exists", "").then(200, "{}");
    assertThatThrownBy(() -> warehouse.createDataset(DATASET))
        .isInstanceOf(Problem.class)
        .hasMessage("dataset stage.d exists already and its labels do not name this stage");
    assertThat(answers.asked()).map(Answers.Asked::method).doesNotContain("PUT");
  }

  @Test
  void aStageOfTheSameSuffixThatAnotherRepositoryMadeIsForeign() {
    answers.thenError(409, "duplicate", "Already Exists", "");
    answers.then(
        200, "{\"labels\":{\"understudy\":\"main\",\"suffix\":\"abc\",\"repository\":\"other\"}}");
    assertThatThrownBy(() -> warehouse.createDataset(DATASET))
        .hasMessage("dataset stage.d exists already and its labels do not name this stage");
  }

  @Test
  void datasetsAreListedPageByPage() {
    String page = "{\"datasets\":[{\"datasetReference\":{\"datasetId\":\"%s\"}}]%s}";
    answers.then(200, page.formatted("a", ",\"nextPageToken\":\"n\""));
    answers.then(200, page.formatted("b", ""));
    assertThat(warehouse.datasets("stage", Map.of()))
        .map(DatasetEntry::dataset)
        .containsExactly("a", "b");
  }

  @Test
  void aDryRunTellsTheColumnsAndAMissingTableIsAbsent() {
    answers.then(200, "{\"schema\":{\"fields\":[{\"name\":\"id\",\"type\":\"INTEGER\"}]}}");
    answers.thenError(404, "notFound", "Not found", "");
    assertThat(warehouse.dryRun("SELECT 1 AS id", Map.of(), "stage.d")).isEqualTo(SCHEMA);
    assertThat(warehouse.tableSchema(TABLE)).isEmpty();
  }

  @Test
  void theSixthUpdateOfOneTableWaits() {
    for (int i = 0; i < 6; i++) {
      warehouse.createTable(TABLE, SCHEMA, TableOptions.NONE);
    }
    assertThat(pauses).containsExactly(Duration.ofSeconds(2));
  }

  @Test
  void anEndpointThatIsDownIsNamedAtOnce() {
    answers.close();
    assertThatThrownBy(() -> warehouse.createDataset(DATASET))
        .isInstanceOf(Unavailable.class)
        .hasMessage("BigQuery at " + answers.uri() + " does not answer");
    assertThat(pauses).isEmpty();
  }

  @Test
  void deletingWhatIsGoneIsFine() {
    answers.thenError(404, "notFound", "Not found", "").then(204, "");
    warehouse.deleteDataset("stage", "d");
    warehouse.deleteDataset("stage", "d");
    assertThat(answers.asked()).map(Answers.Asked::method).containsOnly("DELETE");
  }
}
