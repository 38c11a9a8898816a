package dev.understudy.sql.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Analysis.Routine;
import dev.understudy.sql.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Verdicts and executions on small statements. */
final class AnalysisTest {
  private static final GoogleSql SQL = SharedGoogleSql.SQL;
  private static final Column S =
      new Column(
          "s",
          "RECORD",
          "NULLABLE",
          List.of(Column.of("used", "INT64"), Column.of("spare", "STRING")),
          null);
  private static final Relation T =
      new Relation(
          new Schema(List.of(Column.of("a", "INT64"), Column.of("b", "STRING"), S)),
          List.of(),
          List.of());

  private static Analysis question(String sql, boolean execute, String... routines) {
    Map<Identifier, Routine> known = new LinkedHashMap<>();
    for (int i = 0; i < routines.length; i++) {
      known.put(new Identifier("p", "d", "f" + i), new Routine(routines[i], "p"));
    }
    return new Analysis(
        sql, "p", "d", Map.of(new Identifier("p", "d", "t"), T), known, Map.of(), execute);
  }

  private static String result(String sql, String... routines) {
    return switch (SQL.analyze(question(sql, true, routines))) {
      case Verdict.Valid valid -> valid.rows().toString();
      case Verdict.Invalid invalid -> "refused: " + invalid.message();
      case Verdict.Unknown unknown -> "unknown: " + unknown.reason();
    };
  }

  @Test
  void aBodyWithCommonTableExpressionsReadsItsArgumentsInThem() {
    String sums =
        "CREATE FUNCTION d.f0(xs ARRAY<INT64>) AS (("
            + "WITH plain AS (SELECT x FROM UNNEST(xs) AS x),"
            + " Doubled AS (SELECT plain.x * 2 AS x FROM plain)"
            + " SELECT SUM(d.x) + (SELECT MAX(x) FROM doubled) FROM doubled AS d))";
    assertThat(result("SELECT d.f0([1, 2, 3]) AS n", sums)).isEqualTo("[{n=18}]");
  }

  @Test
  void nestedCommonTableExpressionsHideOuterOnesOfTheirName() {
    String nested =
        "CREATE FUNCTION d.f0(x ANY TYPE) AS (("
            + "WITH c AS (SELECT x AS v) SELECT"
            + " (WITH c AS (SELECT x + 10 AS v) SELECT v FROM c) + v FROM c))";
    assertThat(result("SELECT d.f0(1) AS n", nested)).isEqualTo("[{n=12}]");
  }

  @Test
  void aBodyBehindCharactersOfSeveralBytesIsRewrittenInPlace() {
    String text =
        "CREATE FUNCTION d.f0(x STRING) AS (CONCAT('é€',"
            + " (WITH c AS (SELECT x AS v) SELECT CONCAT(v, 'ü') FROM c)))";
    assertThat(result("SELECT d.f0('-') AS s", text)).isEqualTo("[{s=é€-ü}]");
  }

  @Test
  void aTableIsAlsoCalledByItsFullNameWhereThatIsQuotedAsOne() {
    String sql =
        "SELECT COUNT(DISTINCT `p.d.t`.a) AS n FROM `p.d.t` JOIN d.t AS u ON `p.d.t`.a = u.a";
    assertThat(result(sql)).isEqualTo("[{n=0}]");
    assertThat(SQL.analyze(question(sql, false))).isInstanceOf(Verdict.Valid.class);
  }

  @Test
  void aColumnWithTheNameOfItsTableIsReadWhereTheWholeNameIsQuotedAsOne() {
    Column column = new Column("t", "RECORD", "NULLABLE", List.of(Column.of("flag", "BOOL")), null);
    Relation t = new Relation(new Schema(List.of(column)), List.of(), List.of());
    assertThat(withTable(t, "SELECT t.flag FROM `p.d.t`")).isInstanceOf(Verdict.Valid.class);
    assertThat(withTable(t, "SELECT t.t.flag FROM p.d.t")).isInstanceOf(Verdict.Valid.class);
    assertThat(withTable(t, "SELECT t.flag FROM p.d.t"))
        .isEqualTo(new Verdict.Invalid("Name flag not found inside t", 1, 10));
    assertThat(withTable(t, "SELECT t.t.flag FROM `p.d.t`"))
        .isEqualTo(new Verdict.Invalid("Field name t does not exist in STRUCT<flag BOOL>", 1, 10));
  }

  private static Verdict withTable(Relation t, String sql) {
    Map<Identifier, Relation> tables = Map.of(new Identifier("p", "d", "t"), t);
    return SQL.analyze(new Analysis(sql, "p", "d", tables, Map.of(), Map.of(), false));
  }

  @Test
  void whatTheReferenceImplementationLacksDecidesNothing() {
    assertThat(result("SELECT APPROX_QUANTILES(x, 2) AS q FROM UNNEST([1, 2, 3]) AS x"))
        .isEqualTo("unknown: Unsupported built-in function: approx_quantiles");
    String script = "CREATE FUNCTION d.f0(x STRING) RETURNS STRING LANGUAGE js AS 'return x'";
    assertThat(result("SELECT d.f0('a') AS s", script))
        .isEqualTo("unknown: p.d.f0 is written in another language, which is not run offline");
  }

  @Test
  void columnsThatNothingNamesAreLeftOutOfAStatementTooLargeToAnalyse() {
    Analysis pruned = Pruned.of(question("SELECT a, s.used FROM (SELECT * FROM d.t)", false));
    assertThat(pruned.relations().values().iterator().next().schema().columns())
        .extracting(Column::name)
        .containsExactly("a", "s", "understudy_rest_1");
    assertThat(decided(pruned)).isInstanceOf(Verdict.Valid.class);
  }

  @Test
  void aStatementThatPassesOnWhatItDoesNotNameStaysUndecided() {
    assertThat(decided(Pruned.of(question("SELECT * FROM d.t WHERE a > 1", false))))
        .isEqualTo(new Verdict.Unknown("too large"));
    assertThat(decided(Pruned.of(question("SELECT a, b, s FROM d.t WHERE s.used > 1", false))))
        .isEqualTo(new Verdict.Unknown("too large"));
    assertThat(decided(Pruned.of(question("SELECT nothing FROM d.t", false))))
        .isEqualTo(new Verdict.Unknown("too large"));
  }

  private static Verdict decided(Analysis pruned) {
    return Pruned.verdict(SQL.analyze(pruned), new Verdict.Unknown("too large"));
  }
}
