package dev.understudy.sql.googlesql;

import com.google.zetasql.Value;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a table while DML changes them. */
final class Modified {
  private final Relation relation;
  private final Set<Integer> deleted = new HashSet<>();
  private final Map<Integer, Map<String, @Nullable Object>> updated = new HashMap<>();
  private final List<Map<String, @Nullable Object>> inserted = new ArrayList<>();
  private boolean ambiguous;

  Modified(Relation relation) {
    this.relation = relation;
  }

  /** Takes over the rows that a part of the statement returns. */
  void apply(Dml.Change change, List<? extends List<Value>> data) {
    List<Column> columns = relation.schema().columns();
    for (List<Value> values : data) {
      if (change == Dml.Change.INSERT) {
        inserted.addAll(Executor.rows(columns, List.of(values)));
        continue;
      }
      int row = Math.toIntExact(values.get(0).getInt64Value());
      ambiguous |= deleted.contains(row) || updated.containsKey(row);
      if (change == Dml.Change.DELETE) {
        deleted.add(row);
      } else {
        List<Value> rest = values.subList(1, values.size());
        Map<String, @Nullable Object> next = new LinkedHashMap<>(relation.rows().get(row));
        next.putAll(Executor.rows(columns, List.of(rest)).get(0));
        updated.put(row, next);
      }
    }
  }

  Verdict verdict() {
    if (ambiguous) {
      return new Verdict.Invalid(
          "UPDATE/MERGE must match at most one source row for each target row", 0, 0);
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < relation.rows().size(); i++) {
      if (!deleted.contains(i)) {
        Map<String, @Nullable Object> row = updated.get(i);
        rows.add(row == null ? relation.rows().get(i) : row);
      }
    }
    rows.addAll(inserted);
    long affected = 0L + deleted.size() + updated.size() + inserted.size();
    return new Verdict.Valid(new Schema(List.of()), null, List.of(), rows, affected);
  }
}
