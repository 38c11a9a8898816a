package dev.understudy.sql.googlesql;

import com.google.zetasql.EvaluatorTableModifyResponse;
import com.google.zetasql.Value;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table after DML. The reference implementation tells inserted rows; what it deletes
 * or updates it tells by primary key only, which BigQuery's tables need not have.
 */
final class Modified {
  private Modified() {}

  static Verdict of(EvaluatorTableModifyResponse response, Map<String, Relation> relations) {
    Relation relation = relations.get(response.getTableName());
    return relation == null
        ? new Verdict.Unknown("the table " + response.getTableName() + " is not known offline")
        : applied(response, relation);
  }

  private static Verdict applied(EvaluatorTableModifyResponse response, Relation relation) {
    List<Column> columns = relation.schema().columns();
    List<List<Value>> inserted = new ArrayList<>();
    for (EvaluatorTableModifyResponse.Row row : response.getContent()) {
      if (row.getOperation() != EvaluatorTableModifyResponse.Row.Operation.INSERT) {
        return new Verdict.Unknown("UPDATE, DELETE and MERGE are type-checked, not run, offline");
      }
      inserted.add(row.getContent());
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>(relation.rows());
    rows.addAll(Executor.rows(columns, inserted));
    return new Verdict.Valid(new Schema(List.of()), null, List.of(), rows, inserted.size());
  }
}
