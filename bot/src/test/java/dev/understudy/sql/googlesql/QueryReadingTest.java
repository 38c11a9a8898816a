package dev.understudy.sql.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryReadingTest extends Reading {
  @ParameterizedTest
  @ValueSource(
      strings = {"p.d.t", "`p.d.t`", "`p`.d.t", "`p.d`.t", "p.`d.t`", "`p`.`d`.`t`", "p . d . t"})
  void aNameHasThePartsThatBigQuerySees(String name) {
    assertThat(read("SELECT 1 FROM " + name).references().getFirst().path())
        .containsExactly("p", "d", "t");
    assertThat(spans("SELECT 1 FROM " + name + " WHERE x")).containsExactly(name);
  }

  @Test
  void namesMayBeShortDashedOrOfADomain() {
    assertThat(references("SELECT 1 FROM t, d.u, my-project.d.v, `example.com:p.d.w`"))
        .containsExactly("TABLE t", "TABLE d.u", "TABLE my-project.d.v", "TABLE example.com:p.d.w");
    assertThat(read("SELECT 1 FROM `example.com:p.d.w`").references().getFirst().path())
        .containsExactly("example.com:p", "d", "w");
  }

  @Test
  void positionsCountCharactersNotBytes() {
    String text = "SELECT 'é€😀' /* ü */ FROM `p.d.t`, d.`ü` WHERE '😀' = d.f('é')";

    assertThat(spans(text)).containsExactly("`p.d.t`", "d.`ü`", "d.f");
    assertThat(statement("SELECT 'é' ; ").span().end()).isEqualTo(10);
  }

  @Test
  void aCommonTableExpressionIsNoReferenceInAnyCase() {
    assertThat(
            references("WITH Base AS (SELECT * FROM d.t) SELECT * FROM BASE JOIN `base` USING (x)"))
        .containsExactly("TABLE d.t");
  }

  @Test
  void aCommonTableExpressionDoesNotSeeItselfOrLaterOnes() {
    assertThat(references("WITH t AS (SELECT * FROM t), u AS (SELECT * FROM t) SELECT * FROM u"))
        .containsExactly("TABLE t");
    assertThat(references("WITH a AS (SELECT * FROM b), b AS (SELECT 1 x) SELECT * FROM a, b"))
        .containsExactly("TABLE b");
  }

  @Test
  void aRecursiveOneSeesItselfAndLaterOnes() {
    assertThat(
            references(
                "WITH RECURSIVE a AS (SELECT 1 x UNION ALL SELECT x FROM a),"
                    + " c AS (SELECT * FROM e), e AS (SELECT 1 y) SELECT * FROM a, c"))
        .isEmpty();
  }

  @Test
  void aCommonTableExpressionEndsWithItsQuery() {
    assertThat(references("SELECT (WITH t AS (SELECT 1 x) SELECT x FROM t), y FROM t"))
        .containsExactly("TABLE t");
  }

  @Test
  void aCommonTableExpressionHidesOnlyNamesOfOnePart() {
    assertThat(references("WITH t AS (SELECT 1 x) SELECT * FROM d.t, t"))
        .containsExactly("TABLE d.t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM d.t AS a, a.items",
        "SELECT * FROM d.t, t.items i, i.parts",
        "SELECT * FROM d.t A LEFT JOIN a.items ON TRUE",
        "SELECT * FROM d.t a JOIN UNNEST(a.items) i JOIN i.parts",
        "SELECT (SELECT COUNT(*) FROM a.items) FROM d.t a",
        "SELECT 1 FROM d.t a WHERE EXISTS (SELECT 1 FROM a.items i, i.parts)",
        "SELECT ARRAY(SELECT AS STRUCT * FROM (SELECT * FROM a.items)) FROM d.t a",
        "SELECT * FROM d.t a, UNNEST(ARRAY(SELECT x FROM a.items))",
        "SELECT x FROM d.t a ORDER BY (SELECT MAX(y) FROM a.items)",
        "SELECT * FROM d.t a, UNNEST(a.items) AS i WITH OFFSET AS o WHERE o > 0",
        "FROM d.t AS a |> WHERE EXISTS (SELECT 1 FROM a.items)",
        "SELECT * FROM d.t a, LATERAL (SELECT * FROM a.items)",
      })
  void anArrayOfATableInFromIsNoReference(String query) {
    assertThat(references(query)).containsExactly("TABLE d.t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM d.t a, (SELECT * FROM a.items)",
        "SELECT * FROM d.t AS a JOIN (SELECT * FROM a.items) AS b USING (x)",
        "SELECT * FROM d.t a JOIN (SELECT * FROM (SELECT * FROM a.items)) ON TRUE",
      })
  void aSubqueryInFromDoesNotSeeTheTablesToItsLeft(String query) {
    assertThat(references(query)).containsExactly("TABLE d.t", "TABLE a.items");
  }

  @Test
  void aSubqueryInFromIsSeenByWhatStandsToItsRight() {
    assertThat(references("SELECT * FROM (SELECT * FROM d.t) s, s.items, (SELECT 1) JOIN s.parts"))
        .containsExactly("TABLE d.t");
  }

  @Test
  void anAliasEndsWithItsQuery() {
    assertThat(references("SELECT (SELECT 1 FROM d.t a) UNION ALL SELECT 1 FROM a.items"))
        .containsExactly("TABLE d.t", "TABLE a.items");
  }

  @Test
  void tablesAreReadWhereverTheyStand() {
    assertThat(
            references(
                "SELECT x IN (SELECT y FROM d.a) FROM d.b FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01'"
                    + " JOIN (d.c JOIN d.e USING (k)) USING (k)"
                    + " WHERE EXISTS (SELECT 1 FROM d.f TABLESAMPLE SYSTEM (10 PERCENT))"
                    + " UNION ALL (SELECT 1 FROM d.g PIVOT (SUM(x) FOR y IN ('a')))"))
        .containsExactly(
            "TABLE d.a", "TABLE d.b", "TABLE d.c", "TABLE d.e", "TABLE d.f", "TABLE d.g");
  }

  @Test
  void aWildcardKeepsItsStar() {
    assertThat(references("SELECT 1 FROM `p.d.events_*` WHERE _TABLE_SUFFIX = 'x'"))
        .containsExactly("TABLE p.d.events_*");
  }

  @Test
  void informationSchemaKeepsAllItsParts() {
    assertThat(
            references(
                "SELECT 1 FROM p.`region-us`.INFORMATION_SCHEMA.TABLES,"
                    + " `p.region-us`.INFORMATION_SCHEMA.JOBS, d.INFORMATION_SCHEMA.COLUMNS"))
        .containsExactly(
            "TABLE p.region-us.INFORMATION_SCHEMA.TABLES",
            "TABLE p.region-us.INFORMATION_SCHEMA.JOBS",
            "TABLE d.INFORMATION_SCHEMA.COLUMNS");
  }

  @Test
  void functionsOfDatasetsAreReferencesAndBuiltInOnesAreNot() {
    assertThat(
            references(
                "SELECT d.f(1), `p.d`.g(d.f(2)), p.d.h(x), UPPER('x'), NET.HOST(u), KEYS.NEW_KEYSET('A'),"
                    + " HLL_COUNT.MERGE(s)"))
        .containsExactly("FUNCTION d.f", "FUNCTION p.d.g", "FUNCTION d.f", "FUNCTION p.d.h");
  }

  @Test
  void aQuotedDatasetMayBeCalledLikeAPackage() {
    assertThat(references("SELECT `net`.host(u)")).containsExactly("FUNCTION net.host");
    assertThat(references("SELECT p.net.host(u)")).containsExactly("FUNCTION p.net.host");
  }

  @Test
  void safeIsNoPartOfTheName() {
    assertThat(references("SELECT SAFE.d.f(1), safe.SUBSTR('x', 1), `safe`.f(1)"))
        .containsExactly("FUNCTION d.f", "FUNCTION safe.f");
    assertThat(spans("SELECT SAFE.d.f(1)")).containsExactly("d.f");
  }

  @Test
  void functionsMayBeCalledLikeKeywords() {
    assertThat(references("SELECT d.if(x), d.left(y), d.`array`(z), p.map.sum(w)"))
        .containsExactly(
            "FUNCTION d.if", "FUNCTION d.left", "FUNCTION d.array", "FUNCTION p.map.sum");
  }

  @Test
  void tableFunctionsAreReadWithTheirArguments() {
    assertThat(references("SELECT * FROM d.tvf(TABLE d.t, (SELECT MAX(x) FROM d.u)) AS a, a.items"))
        .containsExactly("TABLE_FUNCTION d.tvf", "TABLE d.t", "TABLE d.u");
  }

  @Test
  void modelsAreReadAndTheFunctionsOverThemAreBuiltIn() {
    assertThat(references("SELECT * FROM ML.PREDICT(MODEL d.m, TABLE d.t)"))
        .containsExactly("MODEL d.m", "TABLE d.t");
  }

  @Test
  void anExternalQueryIsToldWithItsPlace() {
    String text = "SELECT * FROM EXTERNAL_QUERY('c', '''SELECT 1 FROM x''') AS e JOIN d.t";

    SqlFacts facts = read(text);

    assertThat(facts.references()).hasSize(1);
    SqlFacts.ExternalQuery query = facts.externalQueries().getFirst();
    assertThat(query.connection()).isEqualTo("c");
    assertThat(query.sql()).isEqualTo("SELECT 1 FROM x");
    assertThat(text.substring(query.span().start(), query.span().end()))
        .isEqualTo("EXTERNAL_QUERY('c', '''SELECT 1 FROM x''')");
  }

  @Test
  void anExternalQueryOfAParameterHasNoText() {
    SqlFacts facts = read("SELECT * FROM EXTERNAL_QUERY(@c, @q)");

    assertThat(facts.externalQueries().getFirst().connection()).isEmpty();
    assertThat(facts.externalQueries().getFirst().sql()).isNull();
  }

  @Test
  void pipesAreRead() {
    assertThat(references("FROM d.t |> JOIN d.u USING (x) |> WHERE d.f(x) |> AGGREGATE COUNT(*)"))
        .containsExactly("TABLE d.t", "TABLE d.u", "FUNCTION d.f");
  }

  @Test
  void anErrorIsToldWithItsPlace() {
    SqlFacts facts = readWrong("SELECT 1\nFROM WHERE");

    assertThat(facts.error())
        .isEqualTo(new SqlError("Syntax error: Unexpected keyword WHERE", 2, 6));
    assertThat(facts.statements()).isEmpty();
  }

  @Test
  void theTextOfATemplateIsAnErrorAndNoCrash() {
    for (String text : List.of("{% if x %} SELECT 1 {% endif %}", "SELECT 'open", "\0", "\uD800")) {
      assertThat(readWrong(text).error()).isNotNull();
    }
  }

  @Test
  void anEmptyTextHoldsNoStatement() {
    assertThat(read("-- nothing\n").statements()).isEmpty();
  }
}
