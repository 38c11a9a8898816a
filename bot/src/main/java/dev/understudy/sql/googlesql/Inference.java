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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that a statement needs in tables that nobody knows: the statement is analysed
 * with tables that hold one marker column each, and every complaint of the analyser about a missing
 * name or a type adds or retypes one, until it complains no more. A marker that reaches the output
 * tells that the statement passes on whatever columns there are. Tables of which the statement says
 * the same grow together.
 */
final class Inference {
  private static final String MARKER = "understudy_marker_";
  private static final String RECORD = "RECORD";
  private static final int ROUNDS = 400;
  private static final int TABLES = 4;
  private static final long NANOS = 12_000_000_000L;

  private final Analyst analyst;
  private final Analysis analysis;
  private final Map<Identifier, ColumnTree> trees = new LinkedHashMap<>();
  private final Map<Identifier, String> open = new HashMap<>();
  private final Mentions mentions;
  private final Set<String> words;
  private final long end = System.nanoTime() + NANOS;
  private boolean withMarkers = true;

  Inference(Analyst analyst, Analysis analysis, Set<Identifier> unknown) {
    this.analyst = analyst;
    this.analysis = analysis;
    this.mentions = Mentions.of(analysis, unknown, analyst.language());
    this.words = Pruned.words(analysis);
    for (Set<Identifier> family : mentions.families()) {
      ColumnTree shared = new ColumnTree();
      for (Identifier id : family) {
        Relation declared = analysis.relations().get(id);
        if (declared != null) {
          shared.begin(declared.schema());
        }
        trees.put(id, shared);
      }
    }
  }

  Map<Identifier, Inferred> run() {
    if (trees.isEmpty()) {
      return Map.of();
    }
    Verdict verdict = analyze();
    for (int round = 0; round < ROUNDS && inTime(); round++) {
      Verdict next =
          switch (verdict) {
            case Verdict.Invalid invalid -> improve(invalid);
            case Verdict.Valid valid -> withoutTwins(valid.output());
            case Verdict.Unknown _ -> null;
          };
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

  private boolean inTime() {
    return System.nanoTime() < end;
  }

  private Verdict analyze() {
    return analyst.analyze(current());
  }

  private Map<Identifier, Inferred> result(Verdict verdict) {
    Map<Identifier, Inferred> result = new LinkedHashMap<>();
    for (Map.Entry<Identifier, ColumnTree> entry : trees.entrySet()) {
      String reason = open.get(entry.getKey());
      if (reason == null && verdict instanceof Verdict.Invalid invalid) {
        String last = invalid.message().lines().findFirst().orElse("");
        reason =
            inTime()
                ? "reads it in a way that no columns explain: " + last
                : "could not be read to the end in time, the last complaint was: " + last;
      } else if (reason == null && verdict instanceof Verdict.Unknown unknown) {
        reason = "cannot be analysed: " + unknown.reason();
      }
      ColumnTree tree = entry.getValue();
      result.put(entry.getKey(), new Inferred(tree.schema(), tree.undecided(), reason));
    }
    return result;
  }

  /** A complaint, where it is, and which table it names. */
  private record Place(Verdict.Invalid complaint, int at, @Nullable String qualifier) {}

  /** One more name or type; null where the complaint is not about an unknown table. */
  private @Nullable Verdict improve(Verdict.Invalid invalid) {
    int at = Normalized.offset(analysis.sql(), invalid.line(), invalid.column());
    Place place = new Place(invalid, at, null);
    return switch (Complaint.of(invalid.message())) {
      case Complaint.Missing(String name, String qualifier) ->
          addMissing(new Place(invalid, at, qualifier), name);
      case Complaint.Unlisted(String name) -> addListed(place, name);
      case Complaint.NoField(String name, boolean ofArray) -> addField(place, name, ofArray);
      case Complaint.NoRecord() -> {
        List<String> path = mentions.pathBeforeStar(at);
        yield add(place, tree -> tree.set(path, RECORD));
      }
      case Complaint.Twice(String name) -> remove(name);
      case Complaint.Ambiguous(String name) -> {
        List<String> path = mentions.pathAt(at, name);
        yield removeField(path, name) ? analyze() : null;
      }
      case Complaint.Width() -> withoutMarkers();
      case Complaint.Routine(List<String> types) -> addUses(place, types);
      case Complaint.Type(List<String> types) -> retype(place, types, mentions.pathsNear(at));
    };
  }

  private @Nullable Verdict withoutMarkers() {
    if (!withMarkers) {
      return null;
    }
    withMarkers = false;
    trees.keySet().forEach(id -> open.put(id, "unites `SELECT *` of it with other columns"));
    return analyze();
  }

  private @Nullable Verdict remove(String name) {
    boolean removed = trees.values().stream().anyMatch(tree -> tree.remove(name));
    return removed ? analyze() : null;
  }

  private @Nullable Verdict addMissing(Place place, String name) {
    Verdict added = add(place, tree -> tree.add(name));
    return added != null ? added : add(place, tree -> tree.addToArray(name));
  }

  /** In a list behind a record's star, or behind the star of what a routine makes of a record. */
  private @Nullable Verdict addListed(Place place, String name) {
    List<String> path = mentions.pathOfList(place.at());
    for (Called.Use use :
        new Called(analysis).uses(mentions.names(), mentions.callOfList(place.at()))) {
      Verdict added =
          use.how() == Called.How.RECORD
              ? add(place, tree -> tree.addField(use.path(), name))
              : null;
      if (added != null) {
        return added;
      }
    }
    return add(place, tree -> path.isEmpty() ? tree.add(name) : tree.addField(path, name));
  }

  private @Nullable Verdict addField(Place place, String name, boolean ofArray) {
    List<String> path = mentions.pathAt(place.at(), name);
    Verdict single = ofArray ? add(place, tree -> tree.set(path, ColumnTree.ONE)) : null;
    if (single != null) {
      return single;
    }
    Verdict added = add(place, tree -> tree.addField(path, name));
    if (added != null || path.isEmpty()) {
      return added;
    }
    List<String> before = mentions.names().before(path);
    Verdict renamed = before == null ? null : add(place, tree -> tree.addField(before, name));
    return renamed != null ? renamed : add(place, tree -> tree.addToArray(name));
  }

  /** What the routines called at a place read of their arguments, then other types for that. */
  private @Nullable Verdict addUses(Place place, List<String> types) {
    Set<Called.Use> uses =
        new Called(analysis).uses(mentions.names(), mentions.tokenAt(place.at()));
    for (ColumnTree tree : near(place)) {
      boolean changed = false;
      for (Called.Use use : uses) {
        changed |= tree.use(use);
      }
      if (changed) {
        return analyze();
      }
    }
    Set<List<String>> paths = new LinkedHashSet<>();
    uses.forEach(use -> paths.add(use.path()));
    paths.addAll(mentions.pathsNear(place.at()));
    return retype(place, types, List.copyOf(paths));
  }

  /** Tries other types for the columns named nearby until this complaint is gone. */
  private @Nullable Verdict retype(Place place, List<String> expected, List<List<String>> paths) {
    for (List<String> types : List.of(expected, Complaint.TYPES, List.of(ColumnTree.ARRAY))) {
      for (List<String> path : paths) {
        for (String type : types) {
          Predicate<ColumnTree> edit = tree -> tree.set(path, type);
          Verdict verdict = attempt(place, edit, Inference::before);
          verdict = verdict == null ? together(place, edit) : verdict;
          if (verdict != null || !inTime()) {
            return verdict;
          }
        }
      }
    }
    return null;
  }

  private @Nullable Verdict add(Place place, Predicate<ColumnTree> edit) {
    return attempt(place, edit, Verdict.Invalid::equals);
  }

  /** Changes the likeliest table for which that ends the complaint. */
  private @Nullable Verdict attempt(
      Place place,
      Predicate<ColumnTree> edit,
      BiPredicate<Verdict.Invalid, Verdict.Invalid> stays) {
    int tried = 0;
    for (ColumnTree tree : near(place)) {
      ColumnTree saved = tree.copy();
      if (edit.test(tree)) {
        Verdict verdict = analyze();
        if (!(verdict instanceof Verdict.Invalid now && stays.test(now, place.complaint()))) {
          return verdict;
        }
        tree.become(saved);
        tried++;
      }
      if (tried == TABLES || !inTime()) {
        return null;
      }
    }
    return null;
  }

  /**
   * Tables that the statement unites have one type for a column: changes it in all that have it.
   */
  private @Nullable Verdict together(Place place, Predicate<ColumnTree> edit) {
    Map<ColumnTree, ColumnTree> saved = new HashMap<>();
    for (ColumnTree tree : new LinkedHashSet<>(trees.values())) {
      ColumnTree copy = tree.copy();
      if (edit.test(tree)) {
        saved.put(tree, copy);
      }
    }
    Verdict verdict = saved.size() < 2 ? place.complaint() : analyze();
    if (verdict instanceof Verdict.Invalid now && before(now, place.complaint())) {
      saved.forEach(ColumnTree::become);
      return null;
    }
    return verdict;
  }

  private Set<ColumnTree> near(Place place) {
    Set<ColumnTree> near = new LinkedHashSet<>();
    mentions.tables(place.qualifier(), place.at()).forEach(id -> near.add(tree(id)));
    return near;
  }

  private ColumnTree tree(Identifier id) {
    return trees.computeIfAbsent(id, _ -> new ColumnTree());
  }

  /**
   * Whether a complaint is no later than another. Names in a SELECT list are looked up after the
   * types in its FROM, so that a complaint about one is news wherever it stands.
   */
  private static boolean before(Verdict.Invalid now, Verdict.Invalid then) {
    boolean earlier = now.line() < then.line();
    boolean here = now.line() == then.line() && now.column() <= then.column();
    boolean same = now.line() == then.line() && now.column() == then.column();
    return same || ((earlier || here) && !isName(Complaint.of(now.message())));
  }

  private static boolean isName(Complaint complaint) {
    return switch (complaint) {
      case Complaint.Missing _, Complaint.Twice _, Complaint.Ambiguous _, Complaint.Unlisted _ ->
          true;
      case Complaint.NoField(_, boolean ofArray) -> !ofArray;
      case Complaint.NoRecord _, Complaint.Width _, Complaint.Routine _, Complaint.Type _ -> false;
    };
  }

  /** Fields that the output has twice were added by the statement: the table has them not. */
  private @Nullable Verdict withoutTwins(Schema output) {
    boolean removed = false;
    for (Column column : output.columns()) {
      removed |= removeTwins(List.of(column.name()), column.fields());
    }
    return removed ? analyze() : null;
  }

  private boolean removeTwins(List<String> path, List<Column> fields) {
    boolean removed = false;
    Set<String> seen = new HashSet<>();
    for (Column field : fields) {
      if (!seen.add(field.name().toLowerCase(Locale.ROOT))) {
        removed |= removeField(path, field.name());
      }
      removed |= removeTwins(Names.joined(path, List.of(field.name())), field.fields());
    }
    return removed;
  }

  private boolean removeField(List<String> path, String name) {
    return new HashSet<>(trees.values()).stream().anyMatch(tree -> tree.removeField(path, name));
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

  private Analysis current() {
    Map<Identifier, Relation> relations = new HashMap<>(analysis.relations());
    int i = 0;
    for (Map.Entry<Identifier, ColumnTree> entry : trees.entrySet()) {
      List<Column> columns = new ArrayList<>(entry.getValue().schemaOf(words).columns());
      if (withMarkers || columns.isEmpty()) {
        columns.add(Column.of(MARKER + i, "STRING"));
      }
      i++;
      relations.put(
          entry.getKey(), new Relation(new Schema(columns), Pseudo.of(entry.getKey()), List.of()));
    }
    return analysis.over(relations);
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
