package dev.understudy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import dev.understudy.sql.googlesql.GoogleSql;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BigQueryEndpointTest {
  private static final GoogleSql SQL = GoogleSql.start();
  private BigQueryEndpoint endpoint;
  private BigQuery client;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void start() {
    endpoint = BigQueryEndpoint.start(BigQueryEndpoint.Options.of(null, () -> now), SQL, SQL);
    client =
        BigQueryOptions.newBuilder()
            .setProjectId("p")
            .setHost(endpoint.url())
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
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

  @AfterAll
  static void end() {
    SQL.close();
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
    run("CREATE FUNCTION d.f(x INT64) RETURNS INT64 AS (x * 2)");
    assertThat(client.getRoutine("d", "f")).isNotNull();
    run("SELECT d.f(a) AS c FROM d.t");
  }

  private void run(String sql) throws InterruptedException {
    client.query(QueryJobConfiguration.of(sql));
  }
}
