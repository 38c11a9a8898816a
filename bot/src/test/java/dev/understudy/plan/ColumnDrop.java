package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Tokens;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A statement over tables of which one has lost a column that the statement names.
 *
 * @param column the column that is gone
 */
record ColumnDrop(String column, Analysis analysis) {
  /** Drops the first column that only one table has and the statement names, other than by AS. */
  static Optional<ColumnDrop> of(Analysis analysis) {
    Set<String> named = named(Tokens.of(analysis.sql()));
    analysis.relations().values().forEach(r -> r.schema().columns().forEach(c -> forget(c, named)));
    Map<String, Set<Relation>> owners = new HashMap<>();
    for (Relation relation : new HashSet<>(analysis.relations().values())) {
      for (Column column : relation.schema().columns()) {
        String name = column.name().toLowerCase(Locale.ROOT);
        owners.computeIfAbsent(name, _ -> new HashSet<>()).add(relation);
      }
    }
    return owners.entrySet().stream()
        .filter(owner -> owner.getValue().size() == 1 && named.contains(owner.getKey()))
        .map(Map.Entry::getKey)
        .min(String::compareTo)
        .map(column -> new ColumnDrop(column, without(column, analysis)));
  }

  /** A name that is a field's too need not mean the column. */
  private static void forget(Column column, Set<String> named) {
    for (Column field : column.fields()) {
      named.remove(field.name().toLowerCase(Locale.ROOT));
      forget(field, named);
    }
  }

  private static Set<String> named(List<Tokens.Token> tokens) {
    Set<String> named = new HashSet<>();
    Set<String> aliases = new HashSet<>();
    String before = "";
    for (Tokens.Token token : tokens) {
      String word = token.text().toLowerCase(Locale.ROOT).replace("`", "");
      (before.equals("as") ? aliases : named).add(word);
      before = word;
    }
    named.removeAll(aliases);
    return named;
  }

  private static Analysis without(String dropped, Analysis analysis) {
    Map<Identifier, Relation> relations = new HashMap<>();
    analysis.relations().forEach((id, relation) -> relations.put(id, without(dropped, relation)));
    return new Analysis(
        analysis.sql(),
        analysis.project(),
        analysis.dataset(),
        relations,
        analysis.routines(),
        analysis.parameters(),
        false);
  }

  private static Relation without(String dropped, Relation relation) {
    List<Column> kept =
        relation.schema().columns().stream()
            .filter(column -> !column.name().equalsIgnoreCase(dropped))
            .toList();
    return new Relation(new Schema(kept), relation.pseudoColumns(), relation.rows());
  }
}
