package dev.understudy.sql.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Analysis.Routine;
import dev.understudy.sql.SqlAnalyzer.Inferred;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What statements tell of tables that nobody knows. */
class InferenceTest {
  private static final GoogleSql SQL = SharedGoogleSql.SQL;
  private final Map<Identifier, Routine> routines = new HashMap<>();
  private final Map<Identifier, Relation> relations = new HashMap<>();

  @Test
  void whatATemplatedRoutineReadsOfItsParameterIsAFieldOfTheArgument() {
    routine("f", "CREATE FUNCTION p.d.f(info ANY TYPE) AS ((SELECT AS STRUCT info.*, info.a.b))");
    assertThat(columns("SELECT p.d.f(t.ping).b AS x FROM p.d.t AS t", "t"))
        .isEqualTo("ping STRUCT<a STRUCT<b STRING>>");
  }

  @Test
  void aRoutineThatGoesThroughItsParameterGetsAnArray() {
    routine(
        "get",
        "CREATE FUNCTION p.d.get(map ANY TYPE, k ANY TYPE) AS ("
            + "(SELECT e.value FROM UNNEST(map) AS e WHERE e.key = k LIMIT 1))");
    assertThat(columns("SELECT p.d.get(extra, 'a') AS x FROM p.d.t", "t"))
        .isEqualTo("extra ARRAY<STRUCT<value STRING, key STRING>>");
  }

  @Test
  void theExceptListOfARecordsStarNamesItsFields() {
    assertThat(
            columns(
                "SELECT (SELECT AS STRUCT m.* EXCEPT (jwe) REPLACE (UPPER(m.c) AS c)) AS m"
                    + " FROM p.d.t",
                "t"))
        .isEqualTo("m STRUCT<jwe STRING, c STRING>");
  }

  @Test
  void fieldsOfAnUnnestedArrayAreFoundBehindACommonTableExpression() {
    assertThat(
            columns(
                "WITH c AS (SELECT m.counter FROM p.d.t) SELECT e.key, SUM(e.value) AS n"
                    + " FROM c, UNNEST(counter.overflow) AS e GROUP BY 1",
                "t"))
        .isEqualTo("m STRUCT<counter STRUCT<overflow ARRAY<STRUCT<key STRING, value INTEGER>>>>");
  }

  @Test
  void tablesOfWhichTheStatementSaysTheSameGetTheSameColumns() {
    String sql =
        "(SELECT 'a' AS app, UPPER(seen) AS seen, m.x FROM p.d.t WHERE n > 3) UNION ALL"
            + " (SELECT 'b' AS app, UPPER(seen) AS seen, m.x FROM p.d.u WHERE n > 3)";
    assertThat(columns(sql, "t", "u"))
        .isEqualTo(
            "n INTEGER, seen STRING, m STRUCT<x STRING> | n INTEGER, seen STRING,"
                + " m STRUCT<x STRING>");
  }

  @Test
  void aDeclaredTypeThatTheStatementRefutesIsCorrected() {
    routine("parse", "CREATE FUNCTION p.d.parse(s STRING) RETURNS TIMESTAMP AS (TIMESTAMP(s))");
    relations.put(
        new Identifier("p", "d", "t"),
        new Relation(
            new Schema(List.of(Column.of("seen", "TIMESTAMP"), Column.of("late", "BOOLEAN"))),
            List.of(),
            List.of()));
    assertThat(
            columns(
                "CREATE VIEW p.d.v AS SELECT * REPLACE (p.d.parse(seen) AS seen), TRUE AS late"
                    + " FROM p.d.t",
                "t"))
        .isEqualTo("seen STRING");
  }

  @Test
  void whatIsJoinedToAnArrayOfRecordsIsOneToo() {
    assertThat(
            columns(
                "SELECT x.key FROM p.d.t, UNNEST(events) AS e,"
                    + " UNNEST(e.extra || [STRUCT<key STRING, value STRING>('*', NULL)]) AS x",
                "t"))
        .isEqualTo("events ARRAY<STRUCT<extra ARRAY<STRUCT<key STRING, value STRING>>>>");
  }

  @Test
  void aConditionIsABoolean() {
    assertThat(columns("SELECT a FROM p.d.t WHERE active", "t"))
        .isEqualTo("active BOOLEAN, a STRING");
  }

  @Test
  void aColumnOfUnitedTablesHasOneTypeInAllOfThem() {
    assertThat(
            columns(
                "SELECT TIMESTAMP_TRUNC(seen, HOUR) AS hour FROM (SELECT seen FROM p.d.t WHERE a = 1"
                    + " UNION ALL SELECT seen FROM p.d.u)",
                "t",
                "u"))
        .isEqualTo("a INTEGER, seen TIMESTAMP | seen TIMESTAMP");
  }

  @Test
  void theExceptListBehindACallNamesFieldsOfTheRecordThatTheRoutinePassesOn() {
    routine("f", "CREATE FUNCTION p.d.f(n INT64, m ANY TYPE) AS ((SELECT AS STRUCT m.*))");
    assertThat(columns("SELECT ping.m.c, p.d.f(1, ping.m).* EXCEPT (jwe) FROM p.d.t", "t"))
        .isEqualTo("ping STRUCT<m STRUCT<c STRING, jwe STRING>>");
  }

  @Test
  void aFieldThatTheStatementAddsDeepInARecordIsNotTheTables() {
    routine(
        "n",
        "CREATE FUNCTION p.d.n(m ANY TYPE) AS ((SELECT AS STRUCT m.* REPLACE ("
            + "(SELECT AS STRUCT m.h.*, TRUE AS parsed) AS h)))");
    declared(record("m", record("h", Column.of("a", "STRING"), Column.of("parsed", "BOOLEAN"))));
    assertThat(columns("SELECT * REPLACE (p.d.n(m) AS m) FROM p.d.t", "t"))
        .isEqualTo("m STRUCT<h STRUCT<a STRING>>");
  }

  @Test
  void aFieldThatWouldBeThereTwiceIsTheOneThatTheStatementAdds() {
    declared(record("m", Column.of("a", "STRING"), Column.of("x", "BOOLEAN")));
    assertThat(
            columns(
                "WITH e AS (SELECT (SELECT AS STRUCT m.*, TRUE AS x) AS m FROM p.d.t)"
                    + " SELECT m.x FROM e",
                "t"))
        .isEqualTo("m STRUCT<a STRING>");
  }

  @Test
  void declaredColumnsThatTheStatementDoesNotNameStayAsTheyAre() {
    declared(record("m", Column.of("a", "STRING")), Column.of("n", "INTEGER"));
    assertThat(columns("SELECT * FROM p.d.t", "t")).isEqualTo("m STRUCT<a STRING>, n INTEGER");
  }

  private static Column record(String name, Column... fields) {
    return new Column(name, "RECORD", "NULLABLE", List.of(fields), null);
  }

  private void declared(Column... columns) {
    Schema schema = new Schema(List.of(columns));
    relations.put(new Identifier("p", "d", "t"), new Relation(schema, List.of(), List.of()));
  }

  private void routine(String name, String statement) {
    routines.put(new Identifier("p", "d", name), new Routine(statement, "p"));
  }

  private String columns(String sql, String... tables) {
    Set<Identifier> unknown = new LinkedHashSet<>();
    Arrays.stream(tables).forEach(table -> unknown.add(new Identifier("p", "d", table)));
    Map<Identifier, Inferred> inferred =
        SQL.infer(new Analysis(sql, "p", "d", relations, routines, Map.of(), false), unknown);
    List<String> written = new ArrayList<>();
    for (Identifier id : unknown) {
      Schema schema = inferred.get(id) == null ? new Schema(List.of()) : inferred.get(id).schema();
      written.add(written(schema.columns()));
    }
    return String.join(" | ", written);
  }

  private static String written(List<Column> columns) {
    return String.join(", ", columns.stream().map(c -> c.name() + " " + type(c)).toList());
  }

  private static String type(Column column) {
    String element =
        column.type().equals("RECORD") ? "STRUCT<" + written(column.fields()) + ">" : column.type();
    return column.mode().equals("REPEATED") ? "ARRAY<" + element + ">" : element;
  }
}
