package dev.understudy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.googlesql.GoogleSql;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The planted column drops of the campaign, on statements of three lines. */
final class ColumnDropTest {
  private static Relation table(String... columns) {
    return new Relation(
        new Schema(Arrays.stream(columns).map(c -> Column.of(c, "INT64")).toList()),
        List.of(),
        List.of());
  }

  private static Analysis question(String sql) {
    return new Analysis(
        sql,
        "p",
        "d",
        Map.of(
            new Identifier("p", "d", "t"), table("both", "c", "unused"),
            new Identifier("p", "d", "u"), table("both", "renamed")),
        Map.of(),
        Map.of(),
        false);
  }

  @Test
  void aColumnThatOneTableHasAndTheStatementNamesGoes() {
    ColumnDrop drop = ColumnDrop.of(question("SELECT c, both FROM d.t")).orElseThrow();
    assertThat(drop.column()).isEqualTo("c");
    assertThat(ColumnDrop.of(question("SELECT both AS renamed FROM d.t"))).isEmpty();
  }

  @Test
  void itsReadersAreRefused() {
    List<String> statements =
        List.of(
            "SELECT c FROM d.t",
            "CREATE VIEW d.v AS SELECT * EXCEPT (c) FROM d.t",
            "WITH x AS (SELECT * FROM d.t) SELECT both FROM x WHERE x.c > 1");
    try (GoogleSql sql = GoogleSql.start()) {
      for (String statement : statements) {
        Analysis whole = question(statement);
        assertThat(sql.analyze(whole)).isInstanceOf(Verdict.Valid.class);
        assertThat(sql.analyze(ColumnDrop.of(whole).orElseThrow().analysis()))
            .isInstanceOf(Verdict.Invalid.class);
      }
    }
  }

  @Test
  void aTestThatExpectsTheOrderOfUnorderedRowsIsToldFromOneThatFails() {
    assertThat(OrderDependent.explains("Expected [1,2,2] but got [2,1,2]")).isTrue();
    assertThat(OrderDependent.explains("Expected [\"a\"] but got [{\"\":\"a\"}]")).isTrue();
    assertThat(OrderDependent.explains("Expected [1,2,2] but got [2,1,1]")).isFalse();
    assertThat(OrderDependent.explains("Expected 1 but got 2")).isFalse();
  }
}
