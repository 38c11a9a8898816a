package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.endpoint.Definitions.Query;
import java.util.Map;

/**
 * The methods of routines.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/reference/rest/v2/routines">routines</a>
 */
final class RoutineMethods {
  private final Resources resources;
  private final Definitions definitions;
  private final Script script;

  RoutineMethods(Resources resources, Definitions definitions, Script script) {
    this.resources = resources;
    this.definitions = definitions;
    this.script = script;
  }

  ObjectNode answer(Call call) {
    String project = call.part(0);
    String dataset = call.part(2);
    resources.dataset(project, dataset);
    if (call.path().size() == 4) {
      return switch (call.method()) {
        case "GET" ->
            Routes.page(call, "routines", resources.store.list("routines", project, dataset));
        case "POST" -> {
          String name = call.body().path("routineReference").path("routineId").asText();
          yield make(call, new Identifier(project, dataset, name), false);
        }
        default -> throw Routes.unknown();
      };
    }
    Identifier id = new Identifier(project, dataset, call.part(4));
    ObjectNode routine = find(id);
    return switch (call.method()) {
      case "GET" -> routine;
      case "PUT" -> {
        Merge.checkEtag(call, routine);
        yield make(call, id, true);
      }
      case "DELETE" ->
          resources.store.locked(
              () -> {
                resources.store.delete("routines", project, dataset, id.name());
                return Store.JSON.createObjectNode();
              });
      default -> throw Routes.unknown();
    };
  }

  private ObjectNode find(Identifier id) {
    return resources
        .routine(id.project(), id.dataset(), id.name())
        .orElseThrow(() -> Refusal.notFound("Routine " + Resources.named(id), ""));
  }

  /** A routine that is described as JSON is made by the statement that says the same. */
  private ObjectNode make(Call call, Identifier id, boolean replace) {
    resources.checkRoutine(id);
    String sql = RoutineStatement.of(id, call.body(), replace);
    definitions.seen(id);
    script.run(new Query(sql, id.project(), id.dataset(), Map.of(), true), false);
    ObjectNode routine = find(id);
    String description = call.body().path("description").asText("");
    if (!description.isEmpty()) {
      routine.put("description", description);
      resources.save(routine, "routines", id.project(), id.dataset(), id.name());
    }
    return routine;
  }
}
