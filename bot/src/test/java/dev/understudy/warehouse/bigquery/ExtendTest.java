package dev.understudy.warehouse.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.failure.Problem;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.StageLabels;
import dev.understudy.plan.TableOptions;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import dev.understudy.warehouse.Limits;
import dev.understudy.warehouse.RateLimits;
import dev.understudy.warehouse.Retry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stage that is kept longer, on the embedded endpoint. */
class ExtendTest {
  private static final Identifier TABLE = Identifier.parse("stage.d.t");
  private static final Identifier LATER = Identifier.parse("stage.d.later");
  private static final Identifier VIEW = Identifier.parse("stage.d.v");
  private static final Schema SCHEMA = new Schema(List.of(Schema.Column.of("id", "INT64")));
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant UNTIL = START.plus(Duration.ofDays(2));

  /** One child for all tests: it costs a second to start. */
  private static final GoogleSql SQL = SharedGoogleSql.SQL;

  private Instant now = START;
  private BigQueryEndpoint endpoint;
  private BigQueryWarehouse warehouse;
  private Duration waited = Duration.ZERO;

  @BeforeEach
  void start() {
    endpoint =
        BigQueryEndpoint.start(
            new BigQueryEndpoint.Options(
                0, null, () -> now, "US", Set.of(), BigQueryEndpoint.Trouble.NONE),
            SQL,
            SQL);
    warehouse =
        new BigQueryWarehouse(
            new Connection(URI.create(endpoint.url()), "stage", null),
            new RateLimits(Limits.PUBLISHED, () -> now, this::sleep, RateLimits.Listener.NONE),
            Retry.standard(() -> now, this::sleep, new Random(1)),
            () -> "r" + System.nanoTime());
    dataset("d", Map.of("understudy", "main", "suffix", "abc", "expires_on", "1767268800000"));
    warehouse.createTable(TABLE, SCHEMA, TableOptions.NONE);
    warehouse.run("CREATE OR REPLACE VIEW `stage.d.v` AS SELECT 1 AS id", VIEW);
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  private void sleep(Duration duration) {
    waited = waited.plus(duration);
    now = now.plus(duration);
  }

  private void dataset(String name, Map<String, String> labels) {
    warehouse.createDataset(
        new StageDataset("stage", name, "US", labels, Duration.ofHours(12), List.of()));
  }

  private Optional<Instant> expiry() {
    return StageLabels.expiresOn(
        warehouse.datasets("stage", Map.of("suffix", "abc")).getFirst().labels());
  }

  private boolean isThere(Identifier id) {
    return warehouse.tableSchema(id).isPresent();
  }

  @Test
  void withoutMoreTimeTablesAndViewsAreGoneAfterTwelveHours() {
    now = START.plus(Duration.ofHours(13));
    assertThat(isThere(TABLE)).isFalse();
    assertThat(isThere(VIEW)).isFalse();
  }

  @Test
  void aKeptStageLivesUntilThenAndSoDoesWhatIsMadeInItLater() {
    warehouse.extend("stage", "d", UNTIL);
    assertThat(expiry()).contains(UNTIL);
    warehouse.createTable(LATER, SCHEMA, TableOptions.NONE);

    now = START.plus(Duration.ofHours(47));
    assertThat(List.of(TABLE, VIEW, LATER)).allMatch(this::isThere);
    now = START.plus(Duration.ofHours(49));
    assertThat(List.of(TABLE, VIEW)).noneMatch(this::isThere);
  }

  @Test
  void keepingTwiceIsKeepingOnceAndNeverShortens() {
    warehouse.extend("stage", "d", UNTIL);
    warehouse.extend("stage", "d", UNTIL);
    warehouse.extend("stage", "d", START.plus(Duration.ofHours(13)));
    assertThat(expiry()).contains(UNTIL);
    now = START.plus(Duration.ofHours(47));
    assertThat(isThere(TABLE)).isTrue();
  }

  @Test
  void moreChangesOfOneDatasetThanBigQueryTakesWait() {
    for (int hours = 20; hours < 28; hours++) {
      warehouse.extend("stage", "d", START.plus(Duration.ofHours(hours)));
    }
    assertThat(waited).isPositive();
    assertThat(expiry()).contains(START.plus(Duration.ofHours(27)));
  }

  @Test
  void otherLabelsStay() {
    warehouse.extend("stage", "d", UNTIL);
    assertThat(warehouse.datasets("stage", Map.of("understudy", "main"))).hasSize(1);
  }

  @Test
  void aForeignDatasetAndOneThatIsGoneAreRefused() {
    dataset("foreign", Map.of());
    assertThatThrownBy(() -> warehouse.extend("stage", "foreign", UNTIL))
        .isInstanceOf(Problem.class)
        .hasMessage("dataset stage.foreign is no stage: it has no label of ours");
    assertThatThrownBy(() -> warehouse.extend("stage", "gone", UNTIL))
        .isInstanceOf(Problem.class)
        .hasMessage("the stage's dataset stage.gone is gone");
  }
}
