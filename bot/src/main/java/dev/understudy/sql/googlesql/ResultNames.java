package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.googlesql.Analyst.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The names of a query's columns as BigQuery returns them. */
final class ResultNames {
  private ResultNames() {}

  /**
   * Columns without a name are called {@code f0_}, {@code f1_}, …; two of one name are refused.
   *
   * @throws Refused naming the duplicates
   */
  static List<Column> of(List<Column> columns) {
    List<Column> named = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int unnamed = 0;
    for (Column column : columns) {
      boolean nameless = column.name().isEmpty() || column.name().startsWith("$");
      String name = nameless ? "f" + unnamed++ + "_" : column.name();
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw new Refused(
            new Verdict.Invalid(
                "Duplicate column names in the result are not supported. Found duplicate(s): "
                    + name,
                0,
                0));
      }
      named.add(
          new Column(name, column.type(), column.mode(), column.fields(), column.description()));
    }
    return named;
  }
}
