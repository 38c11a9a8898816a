package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Tokens;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A statement over tables that keep only the columns and fields that it names. A resolved tree
 * repeats a column's type at each of its uses, so tables with thousands of fields fill the memory.
 * Wherever something was taken away a marker stands in for it: a marker among the statement's own
 * columns shows that the statement passes on what it does not name.
 */
final class Pruned {
  private static final String MARKER = "understudy_rest_";

  private final Set<String> words;
  private int markers;

  private Pruned(Analysis analysis) {
    this.words = words(analysis);
  }

  /** Every word of a statement and of the routines around it, in small letters. */
  static Set<String> words(Analysis analysis) {
    Set<String> words = new HashSet<>();
    addWords(analysis.sql(), words);
    analysis.routines().values().forEach(routine -> addWords(routine.statement(), words));
    return words;
  }

  /** The same question over smaller tables. */
  static Analysis of(Analysis analysis) {
    Pruned pruned = new Pruned(analysis);
    Map<Identifier, Relation> relations = new LinkedHashMap<>();
    analysis
        .relations()
        .forEach(
            (id, relation) ->
                relations.put(
                    id,
                    new Relation(
                        new Schema(pruned.columns(relation.schema().columns())),
                        relation.pseudoColumns(),
                        List.of())));
    return analysis.over(relations);
  }

  /** What the answer over smaller tables says of the tables as they are, if it says anything. */
  static Verdict verdict(Verdict pruned, Verdict otherwise) {
    return pruned instanceof Verdict.Valid valid && !marked(valid.output().columns())
        ? valid
        : otherwise;
  }

  private static boolean marked(List<Column> columns) {
    return columns.stream()
        .anyMatch(column -> column.name().startsWith(MARKER) || marked(column.fields()));
  }

  private static void addWords(String sql, Set<String> words) {
    for (Tokens.Token token : Tokens.of(sql)) {
      words.add(token.text().replace("`", "").toLowerCase(Locale.ROOT));
    }
  }

  private List<Column> columns(List<Column> all) {
    List<Column> kept = new ArrayList<>();
    for (Column column : all) {
      if (words.contains(column.name().toLowerCase(Locale.ROOT))) {
        kept.add(
            new Column(
                column.name(), column.type(), column.mode(), columns(column.fields()), null));
      }
    }
    if (kept.size() < all.size()) {
      kept.add(Column.of(MARKER + markers++, "STRING"));
    }
    return kept;
  }
}
