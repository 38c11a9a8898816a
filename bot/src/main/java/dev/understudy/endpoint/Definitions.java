package dev.understudy.endpoint;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlReader;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Gathers everything that a statement names, views and routines with what they name in turn. */
final class Definitions {
  private static final TypeReference<Map<String, @Nullable Object>> ROW = new TypeReference<>() {};
  private final Resources resources;
  private final SqlReader reader;
  private final SqlAnalyzer analyzer;
  private final Set<String> visible;
  private final InformationSchemaRows information;
  private final ViewSchemas views;
  private final Map<String, SqlFacts> read = new ConcurrentHashMap<>();

  Definitions(Resources resources, SqlReader reader, SqlAnalyzer analyzer, Set<String> visible) {
    this.resources = resources;
    this.reader = reader;
    this.analyzer = analyzer;
    this.visible = visible;
    this.information = new InformationSchemaRows(resources);
    this.views = new ViewSchemas(resources);
  }

  /** The facts of a text, read once; a text that cannot be read is an invalid query. */
  SqlFacts facts(String sql) {
    if (read.size() > 10_000) {
      read.clear();
    }
    SqlFacts facts = read.computeIfAbsent(sql, reader::read);
    SqlFacts.SqlError error = facts.error();
    if (error != null) {
      throw Refusal.query(placed(error.message(), error.line(), error.column()));
    }
    return facts;
  }

  static String placed(String message, int line, int column) {
    return line == 0 ? message : message + " at [" + line + ":" + column + "]";
  }

  /** Analyses a statement; only a valid one comes back. */
  Verdict.Valid valid(Query query) {
    return valid(query, Set.of());
  }

  /** Analyses the statement that makes a view; nothing that it reads may read the view. */
  Verdict.Valid validView(Query query, Identifier view) {
    return valid(query, Set.of(view));
  }

  private Verdict.Valid valid(Query query, Set<Identifier> above) {
    return analyzed(query, gather(query, above));
  }

  private Surroundings gather(Query query, Set<Identifier> above) {
    Surroundings around = new Surroundings(this, query, above);
    around.add(facts(query.sql()).references(), query);
    return around;
  }

  private Verdict.Valid analyzed(Query query, Surroundings around) {
    Analysis analysis =
        new Analysis(
            query.sql(),
            query.project(),
            query.dataset(),
            around.relations(),
            around.routines(),
            query.parameters(),
            query.execute());
    return switch (analyzer.analyze(analysis)) {
      case Verdict.Valid valid -> valid;
      case Verdict.Invalid no -> throw Refusal.query(placed(no.message(), no.line(), no.column()));
      case Verdict.Unknown unknown -> throw Refusal.undecidable(unknown.reason());
    };
  }

  InformationSchemaRows information() {
    return information;
  }

  Resources resources() {
    return resources;
  }

  /** The full name that a reference stands for; empty for built-in functions and system views. */
  static Optional<Identifier> identifier(Reference reference, Query query) {
    List<String> path = reference.path();
    boolean system = path.stream().anyMatch("INFORMATION_SCHEMA"::equalsIgnoreCase);
    boolean function = reference.role() == Reference.Role.FUNCTION;
    if (system || path.size() > 3 || (path.size() == 1 && function)) {
      return Optional.empty();
    }
    String name = path.getLast();
    if (path.size() == 3) {
      return Optional.of(new Identifier(path.getFirst(), path.get(1), name));
    }
    String dataset = path.size() == 2 ? path.getFirst() : query.dataset();
    if (dataset == null) {
      throw Refusal.query(
          "Table \"" + name + "\" must be qualified with a dataset (e.g. dataset.table).");
    }
    return Optional.of(new Identifier(query.project(), dataset, name));
  }

  /** The full name of an object that a statement of the data definition language names. */
  static Identifier identifier(List<String> path, Query query) {
    Reference name = new Reference(path, new Span(0, 0), Reference.Role.TABLE, Reference.Form.PATH);
    return identifier(name, query)
        .orElseThrow(() -> Refusal.query("Invalid name " + String.join(".", path)));
  }

  /** A table or a view as it is now; what it rests on is noted in its reader's surroundings. */
  Relation relation(Identifier id, Query query, Surroundings reader) {
    seen(id);
    if (id.isWildcard()) {
      reader.rests(id, null);
      return wildcard(id, query.execute());
    }
    ObjectNode table = resources.requireTable(id.project(), id.dataset(), id.name());
    reader.rests(id, table.path("etag").asText());
    String view = table.path("view").path("query").asText("");
    if (view.isEmpty()) {
      view = table.path("materializedView").path("query").asText("");
    }
    if (view.isEmpty()) {
      List<Map<String, @Nullable Object>> rows = query.execute() ? rows(id) : List.of();
      return new Relation(TableRules.schema(table.path("schema")), pseudo(table), rows);
    }
    Set<Identifier> deeper = reader.below(id);
    Query inner = new Query(view, id.project(), null, Map.of(), query.execute());
    Optional<ViewSchemas.Known> known = query.execute() ? Optional.empty() : views.find(id, table);
    if (known.isPresent() && known.get().beneath().keySet().stream().noneMatch(deeper::contains)) {
      reader.rest(known.get().beneath());
      return new Relation(known.get().schema(), List.of(), List.of());
    }
    Surroundings around = gather(inner, deeper);
    Relation relation = named(analyzed(inner, around), TableRules.schema(table.path("schema")));
    views.keep(id, table, around.beneath(), relation.schema());
    reader.rest(around.beneath());
    return relation;
  }

  /** A view's columns have the names that it was made with. */
  private static Relation named(Verdict.Valid valid, Schema declared) {
    List<Column> columns = valid.output().columns();
    if (columns.size() != declared.columns().size()) {
      return new Relation(valid.output(), List.of(), valid.rows());
    }
    List<Column> renamed = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Column is = columns.get(i);
      String name = declared.columns().get(i).name();
      names.put(is.name(), name);
      renamed.add(new Column(name, is.type(), is.mode(), is.fields(), is.description()));
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (Map<String, @Nullable Object> row : valid.rows()) {
      Map<String, @Nullable Object> to = new HashMap<>();
      row.forEach((key, value) -> to.put(names.getOrDefault(key, key), value));
      rows.add(to);
    }
    return new Relation(new Schema(renamed), List.of(), rows);
  }

  /** Refuses a name in a project that is not served. */
  void seen(Identifier id) {
    if (!visible.isEmpty() && !visible.contains(id.project())) {
      String table = Resources.named(id.project(), id.dataset(), id.name());
      throw new Refusal(
          403,
          "accessDenied",
          "Access Denied: Table %s: User does not have permission to query table %s, or perhaps it does not exist."
              .formatted(table, table));
    }
  }

  private Relation wildcard(Identifier id, boolean execute) {
    String prefix = id.name().substring(0, id.name().length() - 1);
    resources.dataset(id.project(), id.dataset());
    List<ObjectNode> tables =
        resources.tables(id.project(), id.dataset()).stream()
            .filter(t -> Resources.id(t).startsWith(prefix) && !t.has("view"))
            .sorted(Comparator.comparingLong(t -> t.path("creationTime").asLong()))
            .toList();
    if (tables.isEmpty()) {
      throw new Refusal(
          404,
          "notFound",
          Resources.named(id.project(), id.dataset(), id.name()) + " does not match any table.");
    }
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (ObjectNode table : execute ? tables : List.<ObjectNode>of()) {
      String name = Resources.id(table);
      for (var row : rows(new Identifier(id.project(), id.dataset(), name))) {
        row.put("_TABLE_SUFFIX", name.substring(prefix.length()));
        rows.add(row);
      }
    }
    List<Column> pseudo = new ArrayList<>(pseudo(tables.getLast()));
    pseudo.add(Column.of("_TABLE_SUFFIX", "STRING"));
    return new Relation(TableRules.schema(tables.getLast().path("schema")), pseudo, rows);
  }

  private static List<Column> pseudo(JsonNode table) {
    JsonNode partitioning = table.path("timePartitioning");
    if (partitioning.isMissingNode() || partitioning.has("field")) {
      return List.of();
    }
    return List.of(Column.of("_PARTITIONTIME", "TIMESTAMP"), Column.of("_PARTITIONDATE", "DATE"));
  }

  List<Map<String, @Nullable Object>> rows(Identifier id) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (ObjectNode row : resources.store.rows(id.project(), id.dataset(), id.name())) {
      rows.add(Store.JSON.convertValue(row, ROW));
    }
    return rows;
  }

  /**
   * A text to run.
   *
   * @param dataset for names of one part, or null
   */
  record Query(
      String sql,
      String project,
      @Nullable String dataset,
      Map<String, String> parameters,
      boolean execute) {
    /** The same, type-checked only. */
    Query checked() {
      return new Query(sql, project, dataset, parameters, false);
    }

    /** A part of the text, to be run. */
    Query only(Span part) {
      return only(List.of(part), true);
    }

    /** Parts of the text where they stand, so that places keep their meaning. */
    Query only(List<Span> parts, boolean run) {
      StringBuilder text = new StringBuilder();
      int at = 0;
      for (Span part : parts) {
        if (at > 0) {
          text.append(';');
          at++;
        }
        text.append(sql.substring(at, part.start()).replaceAll("[^\\n]", " "));
        text.append(sql, part.start(), part.end());
        at = part.end();
      }
      return new Query(text.toString(), project, dataset, parameters, run);
    }
  }
}
