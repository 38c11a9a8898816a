package dev.understudy.sql.ansi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalColumnsTest {
  private static String columns(String sql) {
    return ExternalColumns.of(sql)
        .map(f -> f.schema().columns().stream().map(c -> c.name() + " " + c.type()).toList())
        .map(Object::toString)
        .orElse("unknown");
  }

  @Test
  void columnsAliasesAndCastsOfBothDialectsAreRead() {
    assertThat(columns("SELECT a, b AS c, t.d FROM t")).isEqualTo("[a STRING, c STRING, d STRING]");
    assertThat(columns("SELECT a::bigint AS n, at::timestamptz AS at FROM t"))
        .isEqualTo("[n INTEGER, at TIMESTAMP]");
    assertThat(columns("SELECT CAST(a AS SIGNED) `x`, COUNT(*) AS c, 1 AS one FROM t"))
        .isEqualTo("[x INTEGER, c INTEGER, one INTEGER]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM t",
        "SELECT t.* FROM t",
        "SELECT COUNT(*) FROM t",
        "SELECT",
        "",
        "SELECT \u0000",
        "DELETE FROM t"
      })
  void whatDoesNotTellItsColumnsIsUnknown(String sql) {
    assertThat(columns(sql)).isEqualTo("unknown");
  }
}
