package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns found so far in one table, fields of records among them. */
final class ColumnTree {
  /** Stands for "an array of what it was". */
  static final String ARRAY = "ARRAY";

  private final Map<String, Cell> columns = new LinkedHashMap<>();

  /** One column or field. */
  static final class Cell {
    private final String name;
    private final Map<String, Cell> fields = new LinkedHashMap<>();
    private String first = "STRING";
    private boolean firstRepeated;
    private String type = "STRING";
    private boolean repeated;
    private boolean decided;

    Cell(String name) {
      this.name = name;
    }

    Cell(Column column) {
      this.name = column.name();
      this.first = column.type().equals("RECORD") ? "STRING" : column.type();
      this.firstRepeated = column.mode().equals("REPEATED");
      column.fields().forEach(field -> fields.put(fold(field.name()), new Cell(field)));
      reset();
    }

    boolean decided() {
      return decided;
    }

    void set(String wanted) {
      repeated = wanted.equals(ARRAY);
      type = repeated ? "STRING" : wanted;
    }

    void decide() {
      decided = !repeated;
    }

    void reset() {
      type = first;
      repeated = firstRepeated;
    }

    Column column() {
      List<Column> nested = fields.values().stream().map(Cell::column).toList();
      return new Column(
          name,
          nested.isEmpty() ? type : "RECORD",
          repeated ? "REPEATED" : "NULLABLE",
          nested,
          null);
    }
  }

  /** Begins with columns that somebody declares to be there; they may prove wrong. */
  void begin(Schema schema) {
    schema.columns().forEach(column -> columns.put(fold(column.name()), new Cell(column)));
  }

  boolean remove(String name) {
    return columns.remove(fold(name)) != null;
  }

  boolean add(String name) {
    return columns.putIfAbsent(fold(name), new Cell(name)) == null;
  }

  /** Adds a field below the longest part of a path that is known. */
  boolean addField(List<String> path, String name) {
    for (int from = 0; from < path.size(); from++) {
      Cell cell = columns.get(fold(path.get(from)));
      for (int i = from + 1; cell != null && i < path.size(); i++) {
        Cell next = cell.fields.get(fold(path.get(i)));
        if (next == null) {
          break;
        }
        cell = next;
      }
      if (cell != null && cell.fields.putIfAbsent(fold(name), new Cell(name)) == null) {
        return true;
      }
    }
    return addToArray(name);
  }

  /** A field of an alias: of the one array that holds it. */
  private boolean addToArray(String name) {
    for (Cell cell : all(columns)) {
      if (cell.repeated && cell.fields.putIfAbsent(fold(name), new Cell(name)) == null) {
        return true;
      }
    }
    return false;
  }

  /** The column or field that a path ends at, its alias in front left out. */
  @Nullable Cell cell(List<String> path) {
    for (int from = 0; from < path.size(); from++) {
      Cell cell = columns.get(fold(path.get(from)));
      for (int i = from + 1; cell != null && i < path.size(); i++) {
        cell = cell.fields.get(fold(path.get(i)));
      }
      if (cell != null) {
        return cell;
      }
    }
    String last = path.get(path.size() - 1);
    return all(columns).stream()
        .filter(c -> fold(c.name).equals(fold(last)))
        .findFirst()
        .orElse(null);
  }

  private static List<Cell> all(Map<String, Cell> cells) {
    List<Cell> all = new ArrayList<>();
    for (Cell cell : cells.values()) {
      all.add(cell);
      all.addAll(all(cell.fields));
    }
    return all;
  }

  Schema schema() {
    return new Schema(columns.values().stream().map(Cell::column).toList());
  }

  List<String> undecided() {
    return columns.values().stream()
        .filter(c -> !c.decided && c.fields.isEmpty() && !c.repeated)
        .map(c -> c.name)
        .toList();
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
