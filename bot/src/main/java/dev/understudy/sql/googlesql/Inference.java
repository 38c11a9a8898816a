package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.SqlAnalyzer.Inferred;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that a statement needs in tables that nobody knows: the statement is analysed
 * with tables that hold one marker column each, and every complaint of the analyser about a missing
 * name or a type adds or retypes one, until it complains no more. A marker that reaches the output
 * tells that the statement passes on whatever columns there are.
 */
final class Inference {
  private static final String MARKER = "understudy_marker_";
  private static final int ROUNDS = 400;
  private static final long NANOS = 12_000_000_000L;
  private static final List<String> TYPES =
      List.of(
          "INTEGER",
          "TIMESTAMP",
          "DATE",
          "FLOAT",
          "BOOLEAN",
          "NUMERIC",
          "DATETIME",
          "JSON",
          "BYTES",
          "TIME");
  private static final Pattern MISSING =
      Pattern.compile(
          "Unrecognized name: (`[^`]+`|[\\w.]+)"
              + "|Name (\\S+) not found inside (\\S+)"
              + "|Column (\\S+) in SELECT \\* (?:EXCEPT|REPLACE) list does not exist"
              + "|Column (\\S+) in USING clause not found on (?:left|right) side of join");
  private static final Pattern FIELD =
      Pattern.compile(
          "Cannot access field (\\S+) on a value with type"
              + "|Field name (\\S+) does not exist in (?:STRUCT|ARRAY<STRUCT)");
  private static final Pattern TWICE = Pattern.compile("columns with duplicate name (\\S+)");
  private static final Pattern NOT_ARRAY =
      Pattern.compile("must be (?:an? )?arrays?\\b|is not an? array|cannot (?:be )?UNNEST|ARRAY");

  private final Analyst analyst;
  private final Analysis analysis;
  private final Map<Identifier, ColumnTree> trees = new LinkedHashMap<>();
  private final Map<Identifier, String> open = new HashMap<>();
  private final Mentions mentions;
  private final long end = System.nanoTime() + NANOS;
  private boolean withMarkers = true;

  Inference(Analyst analyst, Analysis analysis, Set<Identifier> unknown) {
    this.analyst = analyst;
    this.analysis = analysis;
    this.mentions = Mentions.of(analysis, unknown, analyst.language());
    for (Identifier id : mentions.tables()) {
      ColumnTree tree = new ColumnTree();
      Relation declared = analysis.relations().get(id);
      if (declared != null) {
        tree.begin(declared.schema());
      }
      trees.put(id, tree);
    }
  }

  Map<Identifier, Inferred> run() {
    if (trees.isEmpty()) {
      return Map.of();
    }
    Verdict verdict = analyst.analyze(current());
    for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
      if (!(verdict instanceof Verdict.Invalid invalid)) {
        break;
      }
      Verdict next = improve(invalid);
      if (next == null) {
        break;
      }
      verdict = next;
    }
    if (verdict instanceof Verdict.Valid valid) {
      findMarkers(valid.output());
    }
    return result(verdict);
  }

  private Map<Identifier, Inferred> result(Verdict verdict) {
    Map<Identifier, Inferred> result = new LinkedHashMap<>();
    for (Map.Entry<Identifier, ColumnTree> entry : trees.entrySet()) {
      String reason = open.get(entry.getKey());
      if (reason == null && verdict instanceof Verdict.Invalid invalid) {
        reason = "reads it in a way that no columns explain: " + invalid.message();
      } else if (reason == null && verdict instanceof Verdict.Unknown unknown) {
        reason = "cannot be analysed: " + unknown.reason();
      }
      ColumnTree tree = entry.getValue();
      result.put(entry.getKey(), new Inferred(tree.schema(), tree.undecided(), reason));
    }
    return result;
  }

  /** One more name or type; null where the complaint is not about an unknown table. */
  private @Nullable Verdict improve(Verdict.Invalid invalid) {
    String message = invalid.message();
    int at = Normalized.offset(analysis.sql(), invalid.line(), invalid.column());
    Matcher missing = MISSING.matcher(message);
    if (missing.find()) {
      return addMissing(missing, at) ? analyst.analyze(current()) : null;
    }
    Matcher field = FIELD.matcher(message);
    if (field.find()) {
      String name = field.group(1) != null ? field.group(1) : field.group(2);
      return addField(unquoted(name), at) ? analyst.analyze(current()) : null;
    }
    Matcher twice = TWICE.matcher(message);
    if (twice.find()) {
      String name = unquoted(twice.group(1));
      boolean removed = trees.values().stream().anyMatch(tree -> tree.remove(name));
      return removed ? analyst.analyze(current()) : null;
    }
    if (withMarkers && message.contains("mismatched column count")) {
      withMarkers = false;
      trees.keySet().forEach(id -> open.put(id, "unites `SELECT *` of it with other columns"));
      return analyst.analyze(current());
    }
    return retype(invalid, at, NOT_ARRAY.matcher(message).find());
  }

  private boolean addMissing(Matcher missing, int at) {
    String qualifier = missing.group(3) == null ? null : unquoted(missing.group(3));
    String name = null;
    for (int group : new int[] {1, 2, 4, 5}) {
      name = missing.group(group) != null ? missing.group(group) : name;
    }
    if (name == null) {
      return false;
    }
    String column = unquoted(name).split("\\.", -1)[0].replaceAll("[;,]$", "");
    Identifier table = mentions.table(qualifier, at);
    return table != null && tree(table).add(column);
  }

  private boolean addField(String name, int at) {
    List<String> path = mentions.pathAt(at, name);
    for (ColumnTree tree : trees.values()) {
      if (tree.addField(path, name)) {
        return true;
      }
    }
    return false;
  }

  /** Tries other types for the columns named nearby until this complaint is gone. */
  private @Nullable Verdict retype(Verdict.Invalid invalid, int at, boolean arrayFirst) {
    for (List<String> path : mentions.pathsNear(at)) {
      for (ColumnTree tree : trees.values()) {
        ColumnTree.Cell cell = tree.cell(path);
        if (cell == null || cell.decided()) {
          continue;
        }
        for (String type : candidates(arrayFirst)) {
          if (System.nanoTime() > end) {
            return null;
          }
          cell.set(type);
          Verdict verdict = analyst.analyze(current());
          if (!same(verdict, invalid)) {
            cell.decide();
            return verdict;
          }
        }
        cell.reset();
      }
    }
    return null;
  }

  private static List<String> candidates(boolean arrayFirst) {
    List<String> types = new ArrayList<>(TYPES);
    types.add(arrayFirst ? 0 : types.size(), ColumnTree.ARRAY);
    return types;
  }

  private static boolean same(Verdict verdict, Verdict.Invalid before) {
    return verdict instanceof Verdict.Invalid now
        && (now.line() < before.line()
            || (now.line() == before.line() && now.column() <= before.column()));
  }

  private void findMarkers(Schema output) {
    for (Column column : output.columns()) {
      int i = 0;
      for (Identifier id : trees.keySet()) {
        if (column.name().equals(MARKER + i++)) {
          open.put(id, "passes on all of its columns (`SELECT *`)");
        }
      }
    }
  }

  private ColumnTree tree(Identifier id) {
    return trees.computeIfAbsent(id, _ -> new ColumnTree());
  }

  private Analysis current() {
    Map<Identifier, Relation> relations = new HashMap<>(analysis.relations());
    int i = 0;
    for (Map.Entry<Identifier, ColumnTree> entry : trees.entrySet()) {
      List<Column> columns = new ArrayList<>(entry.getValue().schema().columns());
      if (withMarkers || columns.isEmpty()) {
        columns.add(Column.of(MARKER + i, "STRING"));
      }
      i++;
      relations.put(
          entry.getKey(), new Relation(new Schema(columns), Pseudo.of(entry.getKey()), List.of()));
    }
    return new Analysis(
        analysis.sql(),
        analysis.project(),
        analysis.dataset(),
        relations,
        analysis.routines(),
        analysis.parameters(),
        false);
  }

  private static String unquoted(String name) {
    return name.replace("`", "").replaceAll("[;,.]$", "");
  }

  /** Columns that tables have without declaring them. */
  static final class Pseudo {
    private Pseudo() {}

    static List<Column> of(Identifier id) {
      List<Column> columns = new ArrayList<>();
      if (id.isWildcard()) {
        columns.add(Column.of("_TABLE_SUFFIX", "STRING"));
      }
      columns.add(Column.of("_PARTITIONTIME", "TIMESTAMP"));
      columns.add(Column.of("_PARTITIONDATE", "DATE"));
      return columns;
    }
  }
}
