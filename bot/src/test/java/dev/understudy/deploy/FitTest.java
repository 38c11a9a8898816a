package dev.understudy.deploy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.failure.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class FitTest {
  private static final Schema DECLARED =
      schema(
          new Column("id", "STRING", "REQUIRED", List.of(), "who"),
          Column.of("n", "INT64"),
          new Column("tags", "RECORD", "REPEATED", List.of(Column.of("key", "STRING")), null));

  private static Schema schema(Column... columns) {
    return new Schema(List.of(columns));
  }

  @Test
  void aQueryMayWriteFewerColumnsInAnyOrderAndCase() {
    Schema returned = schema(Column.of("N", "INTEGER"), Column.of("ID", "STRING"));
    assertThatCode(() -> Fit.check(returned, DECLARED)).doesNotThrowAnyException();
  }

  @Test
  void aColumnThatIsNotDeclaredDoesNotFit() {
    assertThatThrownBy(() -> Fit.check(schema(Column.of("more", "DATE")), DECLARED))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "the query does not fit its schema.yaml: it returns more, which is not declared");
  }

  @Test
  void anotherTypeDoesNotFitAndAllDifferencesAreNamed() {
    Schema returned =
        schema(
            Column.of("n", "STRING"),
            new Column("tags", "RECORD", "REPEATED", List.of(Column.of("key", "DATE")), null));
    assertThatThrownBy(() -> Fit.check(returned, DECLARED))
        .hasMessage(
            "the query does not fit its schema.yaml: it returns n as STRING, which is declared as"
                + " INTEGER; it returns tags.key as DATE, which is declared as STRING");
  }

  @Test
  void oneValueDoesNotFitAList() {
    Schema returned =
        schema(new Column("tags", "RECORD", "NULLABLE", List.of(Column.of("key", "STRING")), null));
    assertThatThrownBy(() -> Fit.check(returned, DECLARED))
        .hasMessageEndingWith("returns tags as RECORD, which is declared as REPEATED RECORD");
  }
}
