package dev.understudy.artifact;

import dev.understudy.artifact.Schema.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How two schemas differ, column by column and field by field. Order and descriptions do not count;
 * names have no case (<a href="https://cloud.google.com/bigquery/docs/schemas#column_names">column
 * names</a>).
 */
public record SchemaDiff(List<Difference> differences) {
  public SchemaDiff {
    differences = List.copyOf(differences);
  }

  /**
   * One column or field that differs.
   *
   * @param path its name, after the names of the records that it is in
   * @param before null where it is new
   * @param after null where it is gone
   */
  public record Difference(String path, @Nullable Column before, @Nullable Column after) {
    @Override
    public String toString() {
      if (before == null) {
        return "added " + path + " " + type(after);
      }
      return after == null
          ? "removed " + path
          : "changed " + path + " from " + type(before) + " to " + type(after);
    }
  }

  /** The differences from one schema to another, in the order of the second, then what is gone. */
  public static SchemaDiff between(Schema before, Schema after) {
    List<Difference> found = new ArrayList<>();
    compare("", before.columns(), after.columns(), found);
    return new SchemaDiff(found);
  }

  private static void compare(
      String prefix, List<Column> before, List<Column> after, List<Difference> found) {
    Map<String, Column> old = new LinkedHashMap<>();
    before.forEach(column -> old.put(column.name().toLowerCase(Locale.ROOT), column));
    for (Column column : after) {
      Column was = old.remove(column.name().toLowerCase(Locale.ROOT));
      String path = prefix + column.name();
      if (was == null || !type(was).equals(type(column))) {
        found.add(new Difference(path, was, column));
      } else {
        compare(path + ".", was.fields(), column.fields(), found);
      }
    }
    old.values().forEach(gone -> found.add(new Difference(prefix + gone.name(), gone, null)));
  }

  private static String type(@Nullable Column column) {
    if (column == null) {
      return "nothing";
    }
    return column.mode().equals("NULLABLE") ? column.type() : column.mode() + " " + column.type();
  }

  /** In words, the first few of many. */
  @Override
  public String toString() {
    List<String> words = differences.stream().limit(MOST).map(Difference::toString).toList();
    int more = differences.size() - words.size();
    return String.join(", ", words) + (more > 0 ? " and " + more + " more" : "");
  }

  private static final int MOST = 5;
}
