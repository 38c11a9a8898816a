package dev.understudy.deploy;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.artifact.SchemaDiff;
import dev.understudy.failure.Problem;
import java.util.List;

/** Whether what a query returns can be written to a table. */
final class Fit {
  private Fit() {}

  /**
   * Checks. A table may have columns that the query does not write, and columns that must not be
   * NULL.
   *
   * @throws Problem naming what does not fit
   */
  static void check(Schema returned, Schema declared) {
    List<String> wrong =
        SchemaDiff.between(nullable(declared), nullable(returned)).differences().stream()
            .filter(difference -> difference.after() != null)
            .map(Fit::words)
            .toList();
    if (!wrong.isEmpty()) {
      throw Problem.of("the query does not fit its schema.yaml: it " + String.join("; it ", wrong));
    }
  }

  private static String words(SchemaDiff.Difference difference) {
    String returns = "returns " + difference.path();
    Column declared = difference.before();
    Column returned = difference.after();
    if (declared == null || returned == null) {
      return returns + ", which is not declared";
    }
    return returns + " as " + type(returned) + ", which is declared as " + type(declared);
  }

  private static String type(Column column) {
    return column.mode().equals("REPEATED") ? "REPEATED " + column.type() : column.type();
  }

  private static Schema nullable(Schema schema) {
    return new Schema(schema.columns().stream().map(Fit::nullable).toList());
  }

  private static Column nullable(Column column) {
    String mode = column.mode().equals("REPEATED") ? "REPEATED" : "NULLABLE";
    List<Column> fields = column.fields().stream().map(Fit::nullable).toList();
    return new Column(column.name(), column.type(), mode, fields, null);
  }
}
