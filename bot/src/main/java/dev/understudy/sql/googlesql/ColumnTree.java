package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The columns found so far in one table, fields of records among them. */
final class ColumnTree {
  /** Stands for "an array of what it was". */
  static final String ARRAY = "ARRAY";

  /** Stands for "one of what it was an array of". */
  static final String ONE = "ONE";

  private Map<String, Cell> columns = new LinkedHashMap<>();

  /** One column or field. */
  static final class Cell {
    private final String name;
    private final Map<String, Cell> fields = new LinkedHashMap<>();
    private String type = "STRING";
    private boolean repeated;
    private boolean decided;
    private boolean declared;

    Cell(String name) {
      this.name = name;
    }

    Cell(Column column) {
      this.name = column.name();
      this.type = column.type();
      this.repeated = column.mode().equals("REPEATED");
      this.declared = true;
      column.fields().forEach(field -> fields.put(fold(field.name()), new Cell(field)));
    }

    private Cell(Cell other) {
      this.name = other.name;
      this.type = other.type;
      this.repeated = other.repeated;
      this.decided = other.decided;
      this.declared = other.declared;
      other.fields.forEach((key, field) -> fields.put(key, new Cell(field)));
    }

    /** Makes it something else; false where it is that already, or is known to be what it is. */
    boolean set(String wanted) {
      if (wanted.startsWith("ARRAY<STRUCT<")) {
        boolean became = !repeated;
        repeated = true;
        for (String field : Complaint.fieldsOf(wanted)) {
          became |= fields.putIfAbsent(fold(field), new Cell(field)) == null;
        }
        return became;
      }
      boolean array = wanted.equals(ARRAY);
      if (array || wanted.equals(ONE)) {
        boolean changed = repeated != array;
        repeated = array;
        return changed;
      }
      if (decided || !fields.isEmpty() || (type.equals(wanted) && !repeated)) {
        return false;
      }
      type = wanted;
      repeated = false;
      decided = true;
      return true;
    }

    private boolean use(Called.How how) {
      return switch (how) {
        case VALUE -> false;
        case ARRAY -> set(ARRAY);
        case RECORD -> set("RECORD");
      };
    }

    /** A record of which no field is named; a table needs at least one. */
    boolean isBare() {
      return fields.isEmpty() && type.equals("RECORD");
    }

    Column column(Predicate<Cell> kept) {
      List<Column> nested =
          fields.values().stream().filter(kept).map(field -> field.column(kept)).toList();
      boolean bare = nested.isEmpty() && (isBare() || !fields.isEmpty());
      return new Column(
          name,
          bare || !nested.isEmpty() ? "RECORD" : type,
          repeated ? "REPEATED" : "NULLABLE",
          bare ? List.of(Column.of("field", "STRING")) : nested,
          null);
    }
  }

  /** Begins with columns that somebody declares to be there; they may prove wrong. */
  void begin(Schema schema) {
    schema.columns().forEach(column -> columns.put(fold(column.name()), new Cell(column)));
  }

  ColumnTree copy() {
    ColumnTree copy = new ColumnTree();
    columns.forEach((key, cell) -> copy.columns.put(key, new Cell(cell)));
    return copy;
  }

  /** Becomes what another tree is. */
  void become(ColumnTree other) {
    columns = other.copy().columns;
  }

  boolean remove(String name) {
    return columns.remove(fold(name)) != null;
  }

  /** Takes a field out of a column's record. */
  boolean removeField(List<String> path, String name) {
    Cell cell = exact(path);
    return cell != null && cell.fields.remove(fold(name)) != null;
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
    return !path.isEmpty()
        && named(path.get(path.size() - 1)).stream()
            .anyMatch(named -> named.fields.putIfAbsent(fold(name), new Cell(name)) == null);
  }

  /** A field of an alias that nothing explains: of the last array that lacks it. */
  boolean addToArray(String name) {
    List<Cell> arrays = all(columns).stream().filter(cell -> cell.repeated).toList().reversed();
    return arrays.stream()
        .anyMatch(cell -> cell.fields.putIfAbsent(fold(name), new Cell(name)) == null);
  }

  /** Adds what a routine reads of its argument, a column here, perhaps behind an alias. */
  boolean use(Called.Use use) {
    List<String> path = use.path();
    int root = !columns.containsKey(fold(path.get(0))) && path.size() > 1 ? 1 : 0;
    Cell cell = columns.get(fold(path.get(root)));
    boolean changed = false;
    for (int i = root + 1; cell != null && i < path.size(); i++) {
      String name = path.get(i);
      changed |= cell.fields.putIfAbsent(fold(name), new Cell(name)) == null;
      cell = cell.fields.get(fold(name));
    }
    return (cell != null && cell.use(use.how())) || changed;
  }

  /** Makes something else of the column or field that a path ends at. */
  boolean set(List<String> path, String type) {
    if (path.isEmpty()) {
      return false;
    }
    Cell cell = exact(path);
    return cell != null
        ? cell.set(type)
        : named(path.get(path.size() - 1)).stream().anyMatch(named -> named.set(type));
  }

  /** The column or field at a path, its alias in front left out. */
  private @Nullable Cell exact(List<String> path) {
    for (int from = 0; from < path.size(); from++) {
      Cell cell = columns.get(fold(path.get(from)));
      for (int i = from + 1; cell != null && i < path.size(); i++) {
        cell = cell.fields.get(fold(path.get(i)));
      }
      if (cell != null) {
        return cell;
      }
    }
    return null;
  }

  /** Everything with a name, what was found last first. */
  private List<Cell> named(String name) {
    return all(columns).stream().filter(c -> fold(c.name).equals(fold(name))).toList().reversed();
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
    return schema(_ -> true);
  }

  /** Without the declared columns and fields that none of these words names. */
  Schema schemaOf(Set<String> words) {
    return schema(cell -> !cell.declared || words.contains(fold(cell.name)));
  }

  private Schema schema(Predicate<Cell> kept) {
    return new Schema(
        columns.values().stream().filter(kept).map(cell -> cell.column(kept)).toList());
  }

  /** Columns whose type is a guess; of a record that is passed on whole, its fields. */
  List<String> undecided() {
    List<String> names = new ArrayList<>();
    for (Cell cell : columns.values()) {
      if (cell.isBare()) {
        names.add("the fields of " + cell.name);
      } else if (!cell.decided && cell.fields.isEmpty() && !cell.repeated) {
        names.add(cell.name);
      }
    }
    return names;
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
