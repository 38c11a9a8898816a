package dev.understudy.sql.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.sql.Reference;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.SqlStatement.Type;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementReadingTest extends Reading {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1 | QUERY",
        "CREATE VIEW d.x AS SELECT 1 a | CREATE_VIEW",
        "CREATE MATERIALIZED VIEW d.x AS SELECT 1 a | CREATE_MATERIALIZED_VIEW",
        "CREATE TABLE d.x (a INT64) | CREATE_TABLE",
        "CREATE EXTERNAL TABLE d.x OPTIONS (format = 'CSV') | CREATE_EXTERNAL_TABLE",
        "CREATE SNAPSHOT TABLE d.x CLONE d.y | CREATE_SNAPSHOT",
        "CREATE FUNCTION d.x() AS (1) | CREATE_FUNCTION",
        "CREATE AGGREGATE FUNCTION d.x(a INT64) AS (SUM(a)) | CREATE_FUNCTION",
        "CREATE TABLE FUNCTION d.x() AS SELECT 1 a | CREATE_TABLE_FUNCTION",
        "CREATE PROCEDURE d.x() BEGIN SELECT 1; END | CREATE_PROCEDURE",
        "MERGE d.x USING d.y ON TRUE WHEN MATCHED THEN DELETE | DML",
        "TRUNCATE TABLE d.x | DML",
        "CALL d.x() | OTHER",
        "DROP TABLE d.x | OTHER",
        "CREATE MODEL d.x OPTIONS (model_type = 'kmeans') AS SELECT 1 a | OTHER",
      })
  void statementsHaveTheirType(String text, Type type) {
    assertThat(statement(text).type()).isEqualTo(type);
  }

  @Test
  void whatIsCreatedIsNoReference() {
    SqlStatement statement = statement("CREATE OR REPLACE VIEW `p.d.v` AS SELECT * FROM d.t");

    assertThat(words(Objects.requireNonNull(statement.created()))).isEqualTo("TARGET p.d.v");
    assertThat(statement.references()).extracting(Reading::words).containsExactly("TABLE d.t");
  }

  @Test
  void theQueryOfAViewHasItsPlace() {
    String text =
        "CREATE VIEW d.v OPTIONS (description = 'é') AS\nWITH a AS (SELECT 1 x) SELECT * FROM a;";

    var query = Objects.requireNonNull(statement(text).query());

    assertThat(text.substring(query.start(), query.end()))
        .isEqualTo("WITH a AS (SELECT 1 x) SELECT * FROM a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE d.x CLONE d.t | TABLE d.t",
        "CREATE TABLE d.x COPY p.d.t | TABLE p.d.t",
        "CREATE TABLE d.x LIKE d.t | TABLE d.t",
        "CREATE SNAPSHOT TABLE d.x CLONE d.t FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP() | TABLE d.t",
        "CREATE MATERIALIZED VIEW d.x AS REPLICA OF `p.d.t` | TABLE p.d.t",
        "CREATE MODEL d.m OPTIONS (model_type = 'kmeans') AS SELECT * FROM d.t | MODEL d.m,TABLE d.t",
        "ALTER MODEL d.m SET OPTIONS (description = 'x') | MODEL d.m",
        "DROP MODEL IF EXISTS d.m | MODEL d.m",
        "EXPORT MODEL d.m OPTIONS (uri = 'x') | MODEL d.m",
        "DROP TABLE IF EXISTS d.x | TARGET d.x",
        "DROP VIEW d.x | TARGET d.x",
        "DROP MATERIALIZED VIEW d.x | TARGET d.x",
        "DROP SNAPSHOT TABLE d.x | TARGET d.x",
        "DROP EXTERNAL TABLE d.x | TARGET d.x",
        "DROP FUNCTION d.f | FUNCTION d.f",
        "DROP TABLE FUNCTION d.f | TABLE_FUNCTION d.f",
        "DROP PROCEDURE d.f | PROCEDURE d.f",
        "ALTER TABLE d.x ADD COLUMN a INT64 | TARGET d.x",
        "ALTER VIEW d.x SET OPTIONS (description = 'x') | TARGET d.x",
        "ALTER MATERIALIZED VIEW d.x SET OPTIONS (description = 'x') | TARGET d.x",
        "CREATE SEARCH INDEX i ON d.x(ALL COLUMNS) | TARGET d.x",
        "DROP SEARCH INDEX i ON d.x | TARGET d.x",
        "CREATE ROW ACCESS POLICY r ON d.x GRANT TO ('a') FILTER USING (b = 1) | TARGET d.x",
        "DROP ROW ACCESS POLICY r ON d.x | TARGET d.x",
        "DROP ALL ROW ACCESS POLICIES ON d.x | TARGET d.x",
      })
  void definitionsNameWhatTheyActOn(String text, String expected) {
    assertThat(references(text)).containsExactlyInAnyOrder(expected.split(",", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO d.x (a) SELECT a FROM d.t | TARGET d.x,TABLE d.t",
        "INSERT d.x SELECT a FROM x.t | TARGET d.x,TABLE x.t",
        "UPDATE d.x SET a = (SELECT b FROM d.t) WHERE TRUE | TARGET d.x,TABLE d.t",
        "UPDATE d.x AS o SET a = 1 FROM d.t WHERE EXISTS (SELECT 1 FROM o.b, x.c) | TARGET d.x,TABLE d.t,TABLE x.c",
        "UPDATE d.x SET a = 1 WHERE EXISTS (SELECT 1 FROM x.items) | TARGET d.x",
        "DELETE FROM d.x WHERE a IN (SELECT a FROM d.t) | TARGET d.x,TABLE d.t",
        "DELETE d.x o WHERE EXISTS (SELECT 1 FROM o.items) | TARGET d.x",
        "MERGE d.x o USING (SELECT * FROM d.t) n ON o.a = n.a WHEN NOT MATCHED THEN INSERT ROW | TARGET d.x,TABLE d.t",
        "TRUNCATE TABLE d.x | TARGET d.x",
      })
  void changesNameTheirTarget(String text, String expected) {
    assertThat(references(text)).containsExactlyInAnyOrder(expected.split(",", -1));
  }

  @Test
  void bodiesOfRoutinesAreRead() {
    assertThat(references("CREATE FUNCTION d.f(x INT64) AS ((SELECT MAX(a) FROM d.t) + d.g(x))"))
        .containsExactly("TABLE d.t", "FUNCTION d.g");
    assertThat(references("CREATE FUNCTION d.f() RETURNS STRING LANGUAGE js AS 'return d.t'"))
        .isEmpty();
    assertThat(references("CREATE TABLE FUNCTION d.f(x INT64) AS SELECT * FROM d.t WHERE a = x"))
        .containsExactly("TABLE d.t");
  }

  @Test
  void aTableThatIsAParameterIsNoReference() {
    assertThat(
            references(
                "CREATE TABLE FUNCTION d.f(given TABLE<x INT64>) AS SELECT * FROM given, d.t"))
        .containsExactly("TABLE d.t");
  }

  @Test
  void temporaryFunctionsAreNoReferences() {
    SqlFacts facts = read("CREATE TEMP FUNCTION f(x INT64) AS (x + 1); SELECT f(1), d.f(2)");

    assertThat(facts.statements().getFirst().created()).isNull();
    assertThat(facts.references()).extracting(Reading::words).containsExactly("FUNCTION d.f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TEMP TABLE x AS SELECT 1 a; SELECT * FROM x; INSERT INTO x SELECT 2; DROP TABLE x",
        "CREATE TEMPORARY TABLE x (a INT64); SELECT * FROM _SESSION.x",
        "CREATE TABLE _SESSION.x (a INT64); SELECT * FROM x",
        "BEGIN CREATE TEMP TABLE x AS SELECT 1 a; SELECT * FROM x; END; SELECT * FROM x",
        "IF TRUE THEN CREATE TEMP TABLE x AS SELECT 1 a; END IF; SELECT * FROM x",
        "EXECUTE IMMEDIATE 'CREATE TEMP TABLE x AS SELECT 1 a'; SELECT * FROM x",
        "CREATE TEMP TABLE x (a INT64); EXECUTE IMMEDIATE 'SELECT * FROM x'",
        "CREATE PROCEDURE d.p() BEGIN CREATE TEMP TABLE x AS SELECT 1 a; UPDATE x SET a = 2 WHERE TRUE; END",
      })
  void temporaryTablesAreNoReferences(String script) {
    assertThat(references(script)).isEmpty();
  }

  @Test
  void aTemporaryTableIsNoneBeforeItIsMade() {
    assertThat(references("SELECT * FROM x; CREATE TEMP TABLE x AS SELECT * FROM x"))
        .containsExactly("TABLE x", "TABLE x");
  }

  @Test
  void tablesThatTheTextMakesAndThatStayAreReferences() {
    assertThat(
            references(
                "CREATE OR REPLACE TABLE d.x AS SELECT 1 a; INSERT INTO d.x SELECT 2;"
                    + " SELECT * FROM d.x; DROP TABLE d.x"))
        .containsExactly("TARGET d.x", "TABLE d.x", "TARGET d.x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN CREATE TABLE d.x AS SELECT 1 a; END",
        "IF TRUE THEN CREATE VIEW d.x AS SELECT 1 a; END IF",
        "IF FALSE THEN SELECT 1; ELSEIF TRUE THEN SELECT 2; ELSE CREATE TABLE d.x (a INT64); END IF",
        "LOOP CREATE TABLE d.x (a INT64); BREAK; END LOOP",
        "WHILE FALSE DO CREATE OR REPLACE TABLE d.x (a INT64); END WHILE",
        "REPEAT CREATE TABLE d.x (a INT64); UNTIL TRUE END REPEAT",
        "FOR r IN (SELECT 1 a) DO CREATE TABLE d.x (a INT64); END FOR",
        "CASE WHEN TRUE THEN CREATE TABLE d.x (a INT64); END CASE",
        "BEGIN SELECT 1; EXCEPTION WHEN ERROR THEN CREATE MATERIALIZED VIEW d.x AS SELECT 1 a; END",
        "CREATE PROCEDURE d.p() BEGIN BEGIN CREATE SNAPSHOT TABLE d.x CLONE _SESSION.y; END; END",
        "EXECUTE IMMEDIATE 'CREATE TABLE d.x (a INT64)'",
        "BEGIN EXECUTE IMMEDIATE \"\"\"CREATE TABLE d.x (a INT64)\"\"\"; END",
      })
  void whatABlockCreatesIsATarget(String script) {
    assertThat(references(script)).containsExactly("TARGET d.x");
    assertThat(spans(script)).containsExactly("d.x");
  }

  @Test
  void routinesThatABlockCreatesHaveTheirRole() {
    assertThat(
            references(
                "BEGIN CREATE FUNCTION d.f() AS (1); CREATE PROCEDURE d.p() BEGIN SELECT 1; END;"
                    + " CREATE TABLE FUNCTION d.t() AS SELECT 1 a; END"))
        .containsExactly("FUNCTION d.f", "PROCEDURE d.p", "TABLE_FUNCTION d.t");
  }

  @Test
  void aBlockIsOneStatementWithAllThatItHolds() {
    SqlFacts facts =
        read(
            """
            DECLARE n INT64 DEFAULT (SELECT MAX(a) FROM d.a);
            IF n > (SELECT 1 FROM d.b) THEN INSERT INTO d.c SELECT * FROM d.e; END IF;
            SET n = (SELECT COUNT(*) FROM d.f);
            """);

    assertThat(facts.statements()).hasSize(3);
    assertThat(facts.references())
        .extracting(Reading::words)
        .containsExactly("TABLE d.a", "TABLE d.b", "TARGET d.c", "TABLE d.e", "TABLE d.f");
  }

  @Test
  void theVariableOfALoopEndsWithTheLoop() {
    assertThat(
            references(
                "BEGIN FOR r IN (SELECT items FROM d.t) DO SELECT * FROM UNNEST(r.items); END FOR;"
                    + " SELECT * FROM r.items; END"))
        .containsExactly("TABLE d.t", "TABLE r.items");
  }

  @Test
  void dynamicSqlOfALiteralIsReadInItsPlace() {
    String text = "SELECT 'é'; EXECUTE IMMEDIATE 'SELECT d.f(\"ü\") FROM `p.d.t`'";

    assertThat(references(text)).containsExactly("FUNCTION d.f", "TABLE p.d.t");
    assertThat(spans(text)).containsExactly("d.f", "`p.d.t`");
    assertThat(read(text).opaque()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXECUTE IMMEDIATE CONCAT(@a, @b) | EXECUTE IMMEDIATE of an expression",
        "EXECUTE IMMEDIATE \"SELECT 1 \\x66rom d.t\" | EXECUTE IMMEDIATE of a string with escapes",
        "EXECUTE IMMEDIATE 'SELEKT' | EXECUTE IMMEDIATE of a string that does not parse",
      })
  void otherDynamicSqlIsOpaque(String text, String why) {
    SqlFacts facts = read("SELECT 1;\n " + text);

    assertThat(facts.references()).isEmpty();
    assertThat(facts.opaque())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.message()).startsWith(why);
              assertThat(List.of(error.line(), error.column())).containsExactly(2, 2);
            });
  }

  @Test
  void callsNameTheirProcedure() {
    assertThat(references("CALL p.d.f((SELECT MAX(a) FROM d.t))"))
        .containsExactly("PROCEDURE p.d.f", "TABLE d.t");
    assertThat(references("CALL BQ.JOBS.CANCEL('x')")).isEmpty();
  }

  @Test
  void aProcedureThatTakesATablesNameReadsTheTable() {
    String text = "CALL BQ.REFRESH_MATERIALIZED_VIEW('p.d.v')";

    Reference reference = read(text).references().getFirst();

    assertThat(words(reference)).isEqualTo("TABLE p.d.v");
    assertThat(reference.form()).isEqualTo(Reference.Form.LITERAL);
    assertThat(spans(text)).containsExactly("p.d.v");
  }

  @Test
  void exportsAndLoadsAreRead() {
    assertThat(references("EXPORT DATA OPTIONS (uri = 'x', format = 'CSV') AS SELECT * FROM d.t"))
        .containsExactly("TABLE d.t");
    assertThat(statement("LOAD DATA INTO d.x FROM FILES (format = 'CSV', uris = ['x'])").created())
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM d.t | t",
        "SELECT * FROM `d`.`t` | t",
        "SELECT * FROM p.`d.t` | d.t",
        "SELECT * FROM `p.d.t` | p.d.t",
        "SELECT * FROM d.t FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP() | t",
        "SELECT * FROM d.t PIVOT (SUM(a) FOR b IN ('x')) | t",
        "SELECT * FROM d.t AS u | ",
        "SELECT * FROM d.t u | ",
        "UPDATE d.t SET a = 1 WHERE TRUE | t",
        "UPDATE d.t u SET a = 1 WHERE TRUE | ",
        "DELETE FROM d.t WHERE TRUE | t",
        "INSERT INTO d.t (a) VALUES (1) | ",
        "TRUNCATE TABLE d.t | ",
        "CREATE TABLE d.x LIKE d.t | ",
        "CREATE TABLE d.x COPY d.t | ",
        "CREATE TABLE d.x CLONE d.t | ",
        "CALL BQ.REFRESH_MATERIALIZED_VIEW('d.t') | ",
      })
  void aTableWithoutAnAliasIsCalledByTheLastIdentifierOfItsName(
      String text, @Nullable String implicit) {
    assertThat(read(text).references().getFirst().implicitAlias()).isEqualTo(implicit);
  }
}
