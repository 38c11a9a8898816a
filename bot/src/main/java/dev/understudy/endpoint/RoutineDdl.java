package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.endpoint.Definitions.Query;
import dev.understudy.sql.Ddl;
import dev.understudy.sql.Verdict;
import java.util.Objects;

/** CREATE and DROP of functions, table functions and procedures. */
final class RoutineDdl {
  /** The field that holds the whole statement; it is never shown. */
  static final String STATEMENT = "_statement";

  private final Resources resources;
  private final Definitions definitions;
  private final DdlOptions options;

  RoutineDdl(Resources resources, Definitions definitions, DdlOptions options) {
    this.resources = resources;
    this.definitions = definitions;
    this.options = options;
  }

  /** Performs; says what was done. */
  String perform(Ddl ddl, Identifier id, Query query, boolean dryRun, ObjectNode statistics) {
    ObjectNode reference = statistics.putObject("ddlTargetRoutine");
    reference.put("projectId", id.project()).put("datasetId", id.dataset());
    reference.put("routineId", id.name());
    resources.dataset(id.project(), id.dataset());
    boolean exists = resources.routine(id.project(), id.dataset(), id.name()).isPresent();
    return ddl.verb() == Ddl.Verb.DROP
        ? drop(ddl, id, exists, dryRun)
        : create(ddl, id, query, exists, dryRun);
  }

  private String drop(Ddl ddl, Identifier id, boolean exists, boolean dryRun) {
    if (!exists && !ddl.lenient()) {
      throw Refusal.notFound("Routine " + Resources.named(id), resources.location);
    }
    if (exists && !dryRun) {
      resources.store.locked(
          () -> resources.store.delete("routines", id.project(), id.dataset(), id.name()));
    }
    return exists ? "DROP" : "SKIP";
  }

  private String create(Ddl ddl, Identifier id, Query query, boolean exists, boolean dryRun) {
    Verdict.Valid valid = definitions.valid(query.checked());
    if (exists && !ddl.orReplace() && !ddl.lenient()) {
      throw Refusal.duplicate("Routine " + Resources.named(id));
    }
    if (exists && ddl.lenient()) {
      return "SKIP";
    }
    if (!dryRun) {
      ObjectNode routine = routine(ddl, id, valid, options);
      routine.put(STATEMENT, query.sql().strip());
      resources.insertRoutine(id.project(), id.dataset(), routine, ddl.orReplace());
    }
    return exists ? "REPLACE" : "CREATE";
  }

  /**
   * The resource.
   *
   * @see <a href="https://cloud.google.com/bigquery/docs/reference/rest/v2/routines">routines</a>
   */
  private static ObjectNode routine(
      Ddl ddl, Identifier id, Verdict.Valid valid, DdlOptions options) {
    ObjectNode value = Store.JSON.createObjectNode();
    value.putObject("routineReference").put("routineId", id.name());
    Verdict.RoutineSignature signature = valid.routine();
    boolean aggregate = signature != null && signature.aggregate();
    value.put(
        "routineType",
        switch (ddl.target()) {
          case PROCEDURE -> "PROCEDURE";
          case TABLE_FUNCTION -> "TABLE_VALUED_FUNCTION";
          default -> aggregate ? "AGGREGATE_FUNCTION" : "SCALAR_FUNCTION";
        });
    value.put("language", signature == null ? "SQL" : signature.language());
    value.put("definitionBody", Objects.requireNonNullElse(ddl.body(), ""));
    if (signature != null) {
      ArrayNode arguments = value.putArray("arguments");
      for (Column argument : signature.arguments()) {
        ObjectNode node = arguments.addObject().put("name", argument.name());
        if (argument.type().equals("ANY TYPE")) {
          node.put("argumentKind", "ANY_TYPE");
        } else {
          node.set("dataType", StandardTypes.json(argument));
        }
      }
      if (signature.returns() != null) {
        value.set("returnType", StandardTypes.json(signature.returns()));
      }
    }
    var known = options.values(ddl.options(), id.project());
    if (known.has("description")) {
      value.put("description", known.path("description").asText());
    }
    var libraries = known.path("library");
    if (libraries.isTextual()) {
      value.putArray("importedLibraries").add(libraries.asText());
    }
    libraries.forEach(uri -> value.withArray("/importedLibraries").add(uri.asText()));
    return value;
  }
}
