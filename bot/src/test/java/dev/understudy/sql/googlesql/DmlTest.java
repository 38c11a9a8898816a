package dev.understudy.sql.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Statements that change rows, on a table of three. */
final class DmlTest {
  private static final GoogleSql SQL = SharedGoogleSql.SQL;
  private static final Column S =
      new Column(
          "s",
          "RECORD",
          "NULLABLE",
          List.of(Column.of("x", "INT64"), Column.of("y", "STRING")),
          null);
  private static final Relation T =
      new Relation(
          new Schema(List.of(Column.of("a", "INT64"), Column.of("b", "STRING"), S)),
          List.of(),
          List.of(row(1, "one"), row(2, "two"), row(3, "three")));
  private static final Relation SOURCE =
      new Relation(
          new Schema(List.of(Column.of("k", "INT64"), Column.of("v", "STRING"))),
          List.of(),
          List.of(Map.of("k", 2, "v", "zwei"), Map.of("k", 4, "v", "vier")));

  private static Map<String, @Nullable Object> row(int a, String b) {
    return Map.of("a", a, "b", b, "s", Map.of("x", a * 10, "y", "y" + a));
  }

  private static Verdict run(String sql) {
    return SQL.analyze(
        new Analysis(
            sql,
            "p",
            "d",
            Map.of(Identifier.parse("p.d.t"), T, Identifier.parse("p.d.src"), SOURCE),
            Map.of(),
            Map.of(),
            true));
  }

  /** The rows as {@code a b x y}, after the number of rows that the statement says it changed. */
  private static List<String> after(String sql) {
    if (!(run(sql) instanceof Verdict.Valid valid)) {
      return List.of(run(sql).toString());
    }
    List<String> rows = new ArrayList<>(List.of(valid.affected() + " changed"));
    for (Map<String, @Nullable Object> row : Objects.requireNonNull(valid.table())) {
      Map<?, ?> s = row.get("s") instanceof Map<?, ?> map ? map : Map.of();
      rows.add(row.get("a") + " " + row.get("b") + " " + s.get("x") + " " + s.get("y"));
    }
    return rows;
  }

  @Test
  void insertAddsRows() {
    assertThat(after("INSERT INTO d.t (b, a) VALUES ('four', 4), ('five', 5)"))
        .containsExactly(
            "2 changed",
            "1 one 10 y1",
            "2 two 20 y2",
            "3 three 30 y3",
            "4 four null null",
            "5 five null null");
    assertThat(after("INSERT INTO d.t SELECT * FROM d.t WHERE a = 1")).hasSize(5);
  }

  @Test
  void deleteKeepsTheRowsWhoseConditionIsNotTrue() {
    assertThat(after("DELETE FROM d.t WHERE a > 1 AND b <> 'two'"))
        .containsExactly("1 changed", "1 one 10 y1", "2 two 20 y2");
    assertThat(after("DELETE FROM d.t AS x WHERE IF(x.a = 2, NULL, TRUE)"))
        .containsExactly("2 changed", "2 two 20 y2");
    assertThat(after("DELETE d.t WHERE a IN (SELECT k FROM d.src)")).hasSize(3);
    assertThat(after("TRUNCATE TABLE d.t")).containsExactly("3 changed");
  }

  @Test
  void updateSetsColumnsAndFieldsWithinRecords() {
    assertThat(after("UPDATE d.t SET b = UPPER(b), s.y = b, a = a + 1 WHERE t.a <= 2"))
        .containsExactly("2 changed", "2 ONE 10 one", "3 TWO 20 two", "3 three 30 y3");
    assertThat(after("UPDATE `p.d.t` AS x SET x.b = DEFAULT WHERE x.s.x = 30"))
        .containsExactly("1 changed", "1 one 10 y1", "2 two 20 y2", "3 null 30 y3");
  }

  @Test
  void updateMayJoinOtherTables() {
    assertThat(after("UPDATE d.t SET b = v FROM d.src WHERE a = k"))
        .containsExactly("1 changed", "1 one 10 y1", "2 zwei 20 y2", "3 three 30 y3");
    assertThat(run("UPDATE d.t SET b = v FROM d.src WHERE TRUE"))
        .isEqualTo(
            new Verdict.Invalid(
                "UPDATE/MERGE must match at most one source row for each target row", 0, 0));
  }

  @Test
  void mergeTakesTheFirstClauseThatFits() {
    assertThat(
            after(
                """
                MERGE d.t USING d.src AS f ON t.a = f.k
                WHEN MATCHED AND f.v = 'nothing' THEN DELETE
                WHEN MATCHED THEN UPDATE SET b = v
                WHEN NOT MATCHED AND k > 4 THEN INSERT (a) VALUES (0)
                WHEN NOT MATCHED THEN INSERT (a, b) VALUES (k, v)
                WHEN NOT MATCHED BY SOURCE AND a = 1 THEN DELETE
                WHEN NOT MATCHED BY SOURCE THEN UPDATE SET s.x = 0"""))
        .containsExactly("4 changed", "2 zwei 20 y2", "3 three 0 y3", "4 vier null null");
  }

  @Test
  void mergeMayInsertTheWholeRowOfItsSource() {
    assertThat(
            after(
                "MERGE d.t AS x USING (SELECT 9 AS a, 'n' AS b, STRUCT(1 AS x, 'z' AS y) AS s)"
                    + " ON FALSE WHEN NOT MATCHED THEN INSERT ROW"))
        .endsWith("9 n 1 z")
        .startsWith("1 changed");
  }

  @Test
  void whatIsWrongIsSaidWithItsPlaceAndNothingIsRun() {
    assertThat(run("UPDATE d.t SET nothing = 1 WHERE TRUE"))
        .isInstanceOfSatisfying(
            Verdict.Invalid.class,
            no -> {
              assertThat(no.message()).contains("nothing");
              assertThat(no.line()).isEqualTo(1);
            });
    assertThat(run("DELETE FROM d.t WHERE a")).isInstanceOf(Verdict.Invalid.class);
  }
}
