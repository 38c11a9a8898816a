package dev.understudy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What statements of the data definition language leave behind. */
class DefinitionLanguageTest {
  private Served served;

  @BeforeEach
  void aDatasetAndATable() {
    served = new Served(null, Set.of());
    assertThat(served.sql("CREATE SCHEMA d")).isEmpty();
    assertThat(served.sql("CREATE TABLE d.t (a INT64 NOT NULL, b STRING, ts TIMESTAMP)")).isEmpty();
    assertThat(served.sql("INSERT INTO d.t VALUES (1, 'x', '2026-01-01'), (2, NULL, NULL)"))
        .isEqualTo("2 changed");
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private JsonNode table(String name) {
    return served.get("datasets/d/tables/" + name);
  }

  @Test
  void aTableKeepsItsOptionsPartitionsAndClusters() {
    served.sql(
        "CREATE TABLE d.x (id INT64 NOT NULL OPTIONS (description = 'who'), moment TIMESTAMP)"
            + " PARTITION BY TIMESTAMP_TRUNC(moment, HOUR) CLUSTER BY id OPTIONS (description = 'all',"
            + " friendly_name = 'X', labels = [('team', 'data')], require_partition_filter = TRUE,"
            + " partition_expiration_days = 3,"
            + " expiration_timestamp = TIMESTAMP '2026-02-01 00:00:00 UTC')");
    JsonNode table = table("x");
    assertThat(table.path("timePartitioning").toString())
        .isEqualTo("{\"type\":\"HOUR\",\"field\":\"moment\",\"expirationMs\":\"259200000\"}");
    assertThat(table.path("clustering").path("fields").toString()).isEqualTo("[\"id\"]");
    assertThat(table.path("description").asText()).isEqualTo("all");
    assertThat(table.path("labels").toString()).isEqualTo("{\"team\":\"data\"}");
    assertThat(table.path("requirePartitionFilter").asBoolean()).isTrue();
    assertThat(table.path("expirationTime").asText()).isEqualTo("1769904000000");
    assertThat(table.path("schema").path("fields").path(0).toString())
        .isEqualTo(
            "{\"name\":\"id\",\"type\":\"INTEGER\",\"mode\":\"REQUIRED\",\"description\":\"who\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DATE(ts) | {\"type\":\"DAY\",\"field\":\"ts\"}",
        "`day` | {\"type\":\"DAY\",\"field\":\"day\"}",
        "DATE_TRUNC(day, MONTH) | {\"type\":\"MONTH\",\"field\":\"day\"}",
        "_PARTITIONDATE | {\"type\":\"DAY\"}",
      })
  void partitionsByTimeAreReadInEveryForm(String by, String expected) {
    served.sql("CREATE TABLE d.x (ts TIMESTAMP, day DATE) PARTITION BY " + by);
    assertThat(table("x").path("timePartitioning").toString()).isEqualTo(expected);
  }

  @Test
  void partitionsByRangeAreRead() {
    served.sql("CREATE TABLE d.x (n INT64) PARTITION BY RANGE_BUCKET(n, GENERATE_ARRAY(0, 10, 2))");
    assertThat(table("x").path("rangePartitioning").toString())
        .isEqualTo(
            "{\"field\":\"n\",\"range\":{\"start\":\"0\",\"end\":\"10\",\"interval\":\"2\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE d.t (a INT64) | 409 duplicate: Already Exists: Table p:d.t",
        "CREATE VIEW d.t AS SELECT 1 a | 409 duplicate: Already Exists: Table p:d.t",
        "CREATE TABLE IF NOT EXISTS d.t (a INT64) | ''",
        "CREATE OR REPLACE VIEW d.t AS SELECT 1 a | 400 invalid: p:d.t is not allowed for this"
            + " operation because it is currently a TABLE.",
        "CREATE TABLE e.t (a INT64) | 404 notFound: Not found: Dataset p:e was not found in"
            + " location US",
        "CREATE SCHEMA d | 409 duplicate: Already Exists: Dataset p:d",
        "DROP TABLE d.nothing | 404 notFound: Not found: Table p:d.nothing was not found in"
            + " location US",
        "DROP TABLE IF EXISTS d.nothing | ''",
        "DROP VIEW d.t | 400 invalid: p:d.t is not allowed for this operation because it is"
            + " currently a TABLE.",
        "DROP SCHEMA d | 400 resourceInUse: Dataset p:d is still in use",
        "DROP FUNCTION d.f | 404 notFound: Not found: Routine p:d.f",
        "ALTER TABLE d.t DROP COLUMN z | 400 invalidQuery: Column not found: z",
        "ALTER TABLE d.t ADD COLUMN c INT64 NOT NULL | 400 invalidQuery: Cannot add required"
            + " columns to an existing schema (field: c)",
        "ALTER TABLE d.t ALTER COLUMN b SET DATA TYPE INT64 | 400 invalidQuery: ALTER TABLE ALTER"
            + " COLUMN SET DATA TYPE requires that the existing column type (STRING) is assignable"
            + " to the new type (INTEGER)",
        "CREATE TABLE d.o (a INT64) OPTIONS (nonsense = 1) | 400 invalidQuery: Unknown option:"
            + " nonsense",
      })
  void whatBigQueryRefusesIsRefusedInADryRunToo(String statement, String expected) {
    assertThat(served.dry(statement)).isEqualTo(expected);
    assertThat(served.sql(statement)).isEqualTo(expected);
  }

  @Test
  void aDryRunChangesNothing() {
    assertThat(served.dry("CREATE TABLE d.x (a INT64)")).isEmpty();
    assertThat(served.dry("DROP TABLE d.t")).isEmpty();
    assertThat(served.dry("DELETE FROM d.t WHERE TRUE")).isEmpty();
    assertThat(Served.said(table("x"))).startsWith("404");
    assertThat(served.sql("SELECT COUNT(*) FROM d.t")).isEqualTo("2");
  }

  @Test
  void aTableOfAQueryHasItsRows() {
    served.sql("CREATE TABLE d.x AS SELECT a + 1 AS n, IFNULL(b, '-') AS w FROM d.t ORDER BY a");
    assertThat(served.sql("SELECT n, w FROM d.x ORDER BY n")).isEqualTo("2 x\n3 -");
  }

  @Test
  void copiesClonesAndSnapshotsHaveTheRowsAndALikeTableHasNone() {
    served.sql("CREATE TABLE d.copy COPY d.t");
    served.sql("CREATE TABLE d.clone CLONE d.t");
    served.sql("CREATE SNAPSHOT TABLE d.snap CLONE d.t");
    served.sql("CREATE TABLE d.same LIKE d.t");
    for (String name : new String[] {"copy", "clone", "snap"}) {
      assertThat(served.sql("SELECT COUNT(*) FROM d." + name)).as(name).isEqualTo("2");
    }
    assertThat(served.sql("SELECT COUNT(*) FROM d.same")).isEqualTo("0");
    assertThat(table("snap").path("type").asText()).isEqualTo("SNAPSHOT");
    assertThat(table("clone").path("cloneDefinition").path("baseTableReference").path("tableId"))
        .hasToString("\"t\"");
  }

  @Test
  void alterChangesColumnsAndTheirRows() {
    served.sql("ALTER TABLE d.t ADD COLUMN c DATE OPTIONS (description = 'new'), DROP COLUMN ts");
    served.sql("ALTER TABLE d.t RENAME COLUMN b TO word");
    served.sql("ALTER TABLE d.t ALTER COLUMN a DROP NOT NULL");
    served.sql("ALTER TABLE d.t ALTER COLUMN a SET DATA TYPE NUMERIC");
    served.sql("ALTER TABLE d.t SET OPTIONS (description = 'changed', labels = [('k', 'v')])");
    assertThat(served.sql("SELECT a, word, c FROM d.t ORDER BY a"))
        .isEqualTo("1 x null\n2 null null");
    assertThat(table("t").path("schema").path("fields").path(0).path("mode").asText())
        .isEqualTo("NULLABLE");
    assertThat(table("t").path("description").asText()).isEqualTo("changed");
    served.sql("ALTER TABLE d.t RENAME TO u");
    assertThat(served.sql("SELECT COUNT(*) FROM d.u")).isEqualTo("2");
    assertThat(served.sql("SELECT 1 FROM d.t")).startsWith("404 notFound");
  }

  @Test
  void aViewsColumnsHaveTheNamesThatItGivesThem() {
    served.sql("CREATE VIEW d.v (n OPTIONS (description = 'the number')) AS SELECT a FROM d.t");
    assertThat(served.sql("SELECT n FROM d.v ORDER BY n")).isEqualTo("1\n2");
    assertThat(table("v").path("schema").path("fields").path(0).path("description").asText())
        .isEqualTo("the number");
  }

  @Test
  void aMaterializedViewKeepsItsPartitionsAndAnExternalTableItsSource() {
    served.sql(
        "CREATE MATERIALIZED VIEW d.m PARTITION BY DATE(ts) OPTIONS (enable_refresh = FALSE) AS"
            + " SELECT ts, COUNT(*) AS n FROM d.t GROUP BY ts");
    assertThat(table("m").path("type").asText()).isEqualTo("MATERIALIZED_VIEW");
    assertThat(table("m").path("timePartitioning").path("field").asText()).isEqualTo("ts");
    assertThat(table("m").path("materializedView").path("enableRefresh").asBoolean()).isFalse();
    served.sql(
        "CREATE EXTERNAL TABLE d.e (a INT64) OPTIONS (format = 'CSV', uris = ['gs://b/x.csv'])");
    assertThat(table("e").path("externalDataConfiguration").path("sourceUris").toString())
        .isEqualTo("[\"gs://b/x.csv\"]");
  }

  @Test
  void aViewOverADeletedTableFailsWhenItIsReadAndAViewCannotReadItself() {
    served.sql("CREATE VIEW d.v AS SELECT a FROM d.t");
    served.sql("CREATE VIEW d.w AS SELECT a FROM d.v");
    assertThat(served.sql("CREATE OR REPLACE VIEW d.v AS SELECT a FROM d.w"))
        .startsWith("400 invalidQuery");
    served.sql("DROP TABLE d.t");
    assertThat(served.sql("SELECT * FROM d.w")).startsWith("404 notFound: Not found: Table p:d.t");
  }

  @Test
  void aDatasetIsMadeChangedAndDroppedWithAllItHolds() {
    served.sql(
        "CREATE SCHEMA e OPTIONS (description = 'E', default_table_expiration_days = 0.5,"
            + " labels = [('a', 'b')])");
    JsonNode dataset = served.get("datasets/e");
    assertThat(dataset.path("defaultTableExpirationMs").asText()).isEqualTo("43200000");
    assertThat(dataset.path("labels").toString()).isEqualTo("{\"a\":\"b\"}");
    served.sql("ALTER SCHEMA e SET OPTIONS (description = NULL)");
    assertThat(served.get("datasets/e").has("description")).isFalse();
    served.sql("CREATE TABLE e.t (a INT64)");
    assertThat(served.sql("DROP SCHEMA e CASCADE")).isEmpty();
    assertThat(Served.said(served.get("datasets/e"))).startsWith("404");
  }

  @Test
  void temporaryFunctionsLiveInTheStatementsAfterThem() {
    assertThat(served.sql("CREATE TEMP FUNCTION f(x INT64) AS (x * 2);\nSELECT f(a) FROM d.t"))
        .isEqualTo("2\n4");
    assertThat(served.sql("SELECT f(1)")).startsWith("400 invalidQuery: Function not found: f");
    assertThat(served.sql("SELECT 1;\nSELECT z FROM d.t"))
        .isEqualTo("400 invalidQuery: Unrecognized name: z at [2:8]");
  }

  @Test
  void whatIsNotDecidedIsRefusedAndSaysSo() {
    for (String statement :
        new String[] {
          "DECLARE x INT64; SELECT x",
          "EXECUTE IMMEDIATE 'SELECT 1'",
          "CREATE TEMP TABLE x (a INT64)"
        }) {
      assertThat(served.sql(statement)).as(statement).startsWith("400 undecidable: unknown: ");
    }
  }

  @Test
  void informationSchemaHasRows() {
    served.sql("CREATE VIEW d.v OPTIONS (description = 'V') AS SELECT a FROM d.t");
    served.sql("CREATE FUNCTION d.f(x INT64) AS (x + 1)");
    assertThat(
            served.sql("SELECT table_name, table_type FROM d.INFORMATION_SCHEMA.TABLES ORDER BY 1"))
        .isEqualTo("t BASE TABLE\nv VIEW");
    assertThat(
            served.sql(
                "SELECT column_name, data_type, is_nullable FROM `p.d.INFORMATION_SCHEMA.COLUMNS`"
                    + " WHERE table_name = 't' ORDER BY ordinal_position"))
        .isEqualTo("a INT64 NO\nb STRING YES\nts TIMESTAMP YES");
    assertThat(
            served.sql(
                "SELECT option_name, option_value FROM `region-us`.INFORMATION_SCHEMA.TABLE_OPTIONS"))
        .isEqualTo("description \"V\"");
    assertThat(served.sql("SELECT view_definition FROM d.INFORMATION_SCHEMA.VIEWS"))
        .isEqualTo("SELECT a FROM d.t");
    assertThat(served.sql("SELECT routine_name, routine_type FROM d.INFORMATION_SCHEMA.ROUTINES"))
        .isEqualTo("f FUNCTION");
    assertThat(served.sql("SELECT schema_name FROM INFORMATION_SCHEMA.SCHEMATA")).isEqualTo("d");
    assertThat(served.sql("SELECT * FROM e.INFORMATION_SCHEMA.TABLES")).startsWith("404 notFound");
  }

  @Test
  void wildcardTablesTellTheirSuffixAndPartitionsTheirTime() {
    served.sql("CREATE TABLE d.day_1 (a INT64)");
    served.sql("CREATE TABLE d.day_2 (a INT64)");
    served.sql("INSERT INTO d.day_2 VALUES (7)");
    assertThat(served.sql("SELECT a, _TABLE_SUFFIX FROM `d.day_*` WHERE _TABLE_SUFFIX > '1'"))
        .isEqualTo("7 2");
    served.sql("CREATE TABLE d.ingested (a INT64) PARTITION BY _PARTITIONDATE");
    assertThat(served.sql("SELECT a FROM d.ingested WHERE _PARTITIONTIME > '2020-01-01'"))
        .isEmpty();
    assertThat(served.sql("SELECT a FROM d.t WHERE _PARTITIONTIME IS NULL"))
        .startsWith("400 invalidQuery: Unrecognized name: _PARTITIONTIME");
  }
}
