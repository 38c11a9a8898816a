package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.endpoint.Definitions.Query;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Analysis.Routine;
import dev.understudy.sql.Reference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything that one statement names, and what that rests on in turn. */
final class Surroundings {
  /** See <a href="https://cloud.google.com/bigquery/quotas#view_limits">view limits</a>. */
  private static final int DEEPEST = 15;

  private final Definitions definitions;
  private final Query query;
  private final Set<Identifier> above;
  private final Map<Identifier, Relation> relations = new HashMap<>();
  private final Map<Identifier, Routine> routines = new HashMap<>();
  private final Map<Identifier, @Nullable String> beneath = new HashMap<>();

  /**
   * Nothing yet.
   *
   * @param above the views within which the statement stands
   */
  Surroundings(Definitions definitions, Query query, Set<Identifier> above) {
    this.definitions = definitions;
    this.query = query;
    this.above = above;
  }

  Map<Identifier, Relation> relations() {
    return relations;
  }

  Map<Identifier, Routine> routines() {
    return routines;
  }

  /** The etags of all that the statement rests on; null where there is no single one. */
  Map<Identifier, @Nullable String> beneath() {
    return beneath;
  }

  void rests(Identifier id, @Nullable String etag) {
    beneath.put(id, etag);
  }

  void rest(Map<Identifier, @Nullable String> more) {
    beneath.putAll(more);
  }

  /** What stands above the query of a view that is read here. */
  Set<Identifier> below(Identifier view) {
    if (above.contains(view) || above.size() > DEEPEST) {
      throw Refusal.query("View " + view + " is nested too deeply or reads itself");
    }
    Set<Identifier> deeper = new HashSet<>(above);
    deeper.add(view);
    return deeper;
  }

  /** Adds what references mean, in a statement or in the body of a routine that it calls. */
  void add(List<Reference> references, Query in) {
    for (Reference reference : references) {
      if (query.execute()) {
        addSystem(reference.path());
      }
      Optional<Identifier> id = Definitions.identifier(reference, in);
      if (id.isEmpty() || reference.form() == Reference.Form.LITERAL) {
        continue;
      }
      switch (reference.role()) {
        case TABLE, TARGET -> {
          if (!relations.containsKey(id.get())) {
            relations.put(id.get(), definitions.relation(id.get(), query, this));
          }
        }
        case FUNCTION, TABLE_FUNCTION, PROCEDURE -> addRoutine(id.get());
        case MODEL -> {}
      }
    }
  }

  private void addRoutine(Identifier id) {
    Optional<ObjectNode> found =
        definitions.resources().routine(id.project(), id.dataset(), id.name());
    if (found.isEmpty() || routines.containsKey(id)) {
      return;
    }
    String statement = found.get().path(RoutineDdl.STATEMENT).asText();
    rests(id, found.get().path("etag").asText());
    routines.put(id, new Routine(statement, id.project()));
    Query inner = new Query(statement, id.project(), null, Map.of(), query.execute());
    add(definitions.facts(statement).references(), inner);
  }

  /** A view of INFORMATION_SCHEMA, with its rows; the analyser knows its columns. */
  private void addSystem(List<String> path) {
    for (int i = 0; i + 1 < path.size(); i++) {
      if (path.get(i).equalsIgnoreCase("INFORMATION_SCHEMA")) {
        List<String> scope = path.subList(0, i);
        String view = path.get(i + 1).toUpperCase(Locale.ROOT);
        String name = scope.isEmpty() ? query.project() : String.join(".", scope);
        relations.put(
            new Identifier(name, "INFORMATION_SCHEMA", view),
            new Relation(
                new Schema(List.of()),
                List.of(),
                definitions.information().rows(scope, view, query.project())));
        return;
      }
    }
  }
}
