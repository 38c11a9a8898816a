package dev.understudy.plan;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.SqlAnalyzer.Inferred;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one table's readers say of its columns together: each names the part that it uses. */
final class TableGuess {
  private static final String FIELDS_OF = "the fields of ";

  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final Set<String> undecided = new LinkedHashSet<>();
  private @Nullable String open;
  private boolean closed;

  /** The columns so far. */
  Schema schema() {
    return new Schema(List.copyOf(columns.values()));
  }

  /** Columns whose type nothing decides, and records whose fields nothing names. */
  List<String> undecided() {
    return List.copyOf(undecided);
  }

  /** Why more columns may exist than are named here, or null. */
  @Nullable String open() {
    return open;
  }

  /** Says why more columns may exist, unless all are known. */
  void leaveOpen(String why) {
    if (!closed) {
      open = why;
    }
  }

  /** Says that there are no other columns. */
  void close() {
    closed = true;
    open = null;
  }

  /** What a reader declares to pass on is more than a guess. */
  void declare(Column column) {
    Column known = columns.get(key(column));
    if (known == null || undecided.contains(known.name()) || isBare(known)) {
      put(column);
    } else if (isRecord(known) && isRecord(column)) {
      columns.put(key(column), merged(column, known));
    }
  }

  /** What a statement tells. */
  void add(Inferred inferred) {
    for (Column column : inferred.schema().columns()) {
      boolean decided = !inferred.undecided().contains(column.name());
      boolean bare = inferred.undecided().contains(FIELDS_OF + column.name());
      Column known = columns.get(key(column));
      if (known == null) {
        put(column);
        note(column, decided, bare);
      } else if ((decided && undecided.contains(known.name())) || (isBare(known) && !bare)) {
        put(column);
      } else if (!bare && isRecord(known) && isRecord(column)) {
        columns.put(key(column), merged(known, column));
      }
    }
  }

  /** Takes over what a statement makes of all that was known so far. */
  void replace(Schema schema) {
    columns.clear();
    schema.columns().forEach(column -> columns.put(key(column), column));
  }

  private void put(Column column) {
    columns.put(key(column), column);
    undecided.remove(column.name());
    undecided.remove(FIELDS_OF + column.name());
  }

  private void note(Column column, boolean decided, boolean bare) {
    if (bare) {
      undecided.add(FIELDS_OF + column.name());
    } else if (!decided) {
      undecided.add(column.name());
    }
  }

  private boolean isBare(Column column) {
    return undecided.contains(FIELDS_OF + column.name());
  }

  private static boolean isRecord(Column column) {
    return !column.fields().isEmpty();
  }

  /** The fields of both; the first decides where both know one. */
  private static Column merged(Column first, Column second) {
    Map<String, Column> fields = new LinkedHashMap<>();
    first.fields().forEach(field -> fields.put(key(field), field));
    for (Column field : second.fields()) {
      fields.merge(key(field), field, TableGuess::both);
    }
    return new Column(
        first.name(),
        first.type(),
        first.mode(),
        new ArrayList<>(fields.values()),
        first.description());
  }

  private static Column both(Column first, Column second) {
    return isRecord(first) && isRecord(second) ? merged(first, second) : first;
  }

  private static String key(Column column) {
    return column.name().toLowerCase(Locale.ROOT);
  }
}
