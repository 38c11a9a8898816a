package dev.understudy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BigQueryEndpointTest {
  private static final GoogleSql SQL = SharedGoogleSql.SQL;
  private BigQueryEndpoint endpoint;
  private BigQuery client;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void start() {
    endpoint = BigQueryEndpoint.start(BigQueryEndpoint.Options.of(null, () -> now), SQL, SQL);
    client = client();
    client.create(
        DatasetInfo.newBuilder("d")
            .setLabels(Map.of("pr", "7"))
            .setDefaultTableLifetime(3_600_000L)
            .build());
    Schema schema = Schema.of(Field.of("a", StandardSQLTypeName.INT64));
    client.create(TableInfo.of(TableId.of("d", "t"), StandardTableDefinition.of(schema)));
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Test
  void datasetsAreFoundByLabel() {
    assertThat(
            client.listDatasets(BigQuery.DatasetListOption.labelFilter("labels.pr:7")).getValues())
        .hasSize(1);
    assertThat(
            client.listDatasets(BigQuery.DatasetListOption.labelFilter("labels.pr:8")).getValues())
        .isEmpty();
  }

  @Test
  void aTableVanishesWhenItsTimeIsOver() {
    assertThat(client.getTable("d", "t")).isNotNull();
    now = now.plusSeconds(3_601);
    assertThat(client.getTable("d", "t")).isNull();
  }

  @Test
  void aSecondTableOfOneNameIsADuplicate() {
    Schema schema = Schema.of(Field.of("a", StandardSQLTypeName.INT64));
    TableInfo table = TableInfo.of(TableId.of("d", "t"), StandardTableDefinition.of(schema));
    assertThatThrownBy(() -> client.create(table))
        .isInstanceOf(BigQueryException.class)
        .hasMessage("Already Exists: Table p:d.t");
  }

  @Test
  void aDatasetInUseIsNotDeleted() {
    assertThatThrownBy(() -> client.delete("d")).hasMessageContaining("is still in use");
    assertThat(client.delete("d", BigQuery.DatasetDeleteOption.deleteContents())).isTrue();
  }

  @Test
  void aViewIsMadeFromATable() throws InterruptedException {
    assumeTheAnalyserDecides();
    run("CREATE VIEW d.v AS SELECT a + 1 AS b FROM d.t");
    run("INSERT INTO d.t (a) VALUES (41)");
    assertThat(
            client
                .query(QueryJobConfiguration.of("SELECT b FROM d.v"))
                .iterateAll()
                .iterator()
                .next()
                .get(0)
                .getLongValue())
        .isEqualTo(42);
  }

  @Test
  void aViewOfAnUnknownColumnIsRefused() {
    assumeTheAnalyserDecides();
    assertThatThrownBy(() -> run("CREATE VIEW d.v AS SELECT z FROM d.t"))
        .hasMessageContaining("Unrecognized name: z");
  }

  @Test
  void aMissingTableIsNotFound() {
    assertThatThrownBy(() -> run("SELECT * FROM d.nothing"))
        .hasMessageContaining("Not found: Table p:d.nothing was not found in location US");
  }

  @Test
  void aFunctionIsMadeAndCalled() throws InterruptedException {
    assumeTheAnalyserDecides();
    run("CREATE FUNCTION d.f(x INT64) RETURNS INT64 AS (x * 2)");
    assertThat(client.getRoutine("d", "f")).isNotNull();
    run("SELECT d.f(a) AS c FROM d.t");
  }

  @Test
  void whatIsUndecidedIsNeverFine() {
    SqlAnalyzer undecided = new FixedAnalyzer(new Verdict.Unknown("no idea"));
    endpoint.close();
    endpoint = BigQueryEndpoint.start(BigQueryEndpoint.Options.of(null, () -> now), SQL, undecided);
    client = client();
    assertThatThrownBy(() -> run("SELECT 1"))
        .hasMessageContaining("unknown: no idea")
        .extracting(e -> ((BigQueryException) e).getReason())
        .isEqualTo("undecidable");
  }

  @Test
  void aValidViewIsStoredAndCannotBeMadeTwice() throws InterruptedException {
    var output =
        new dev.understudy.artifact.Schema(
            List.of(dev.understudy.artifact.Schema.Column.of("b", "INT64")));
    SqlAnalyzer valid = new FixedAnalyzer(new Verdict.Valid(output, null, List.of(), null, 0));
    endpoint.close();
    endpoint = BigQueryEndpoint.start(BigQueryEndpoint.Options.of(null, () -> now), SQL, valid);
    client = client();
    client.create(DatasetInfo.of("d"));
    run("CREATE VIEW d.v AS SELECT 1 AS b");
    assertThat(client.getTable("d", "v").getDefinition().getType())
        .isEqualTo(TableDefinition.Type.VIEW);
    assertThatThrownBy(() -> run("CREATE VIEW d.v AS SELECT 1 AS b"))
        .hasMessageContaining("Already Exists: Table p:d.v");
    run("DROP VIEW d.v");
    assertThat(client.getTable("d", "v")).isNull();
  }

  private static void assumeTheAnalyserDecides() {
    Analysis one = new Analysis("SELECT 1", "p", null, Map.of(), Map.of(), Map.of(), false);
    assumeThat(SQL.analyze(one)).isInstanceOf(Verdict.Valid.class);
  }

  private record FixedAnalyzer(Verdict verdict) implements SqlAnalyzer {
    @Override
    public Verdict analyze(Analysis analysis) {
      return verdict;
    }

    @Override
    public Map<Identifier, Inferred> infer(Analysis analysis, Set<Identifier> unknown) {
      return Map.of();
    }
  }

  private BigQuery client() {
    return BigQueryOptions.newBuilder()
        .setProjectId("p")
        .setHost(endpoint.url())
        .setCredentials(NoCredentials.getInstance())
        .build()
        .getService();
  }

  private void run(String sql) throws InterruptedException {
    client.query(QueryJobConfiguration.of(sql));
  }
}
