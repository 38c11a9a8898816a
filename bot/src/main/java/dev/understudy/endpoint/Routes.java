package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.endpoint.Definitions.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which method of the API a request is. */
final class Routes {
  private final Resources resources;
  private final Definitions definitions;
  private final Jobs jobs;

  Routes(Resources resources, Definitions definitions, Jobs jobs) {
    this.resources = resources;
    this.definitions = definitions;
    this.jobs = jobs;
  }

  ObjectNode answer(Call call) {
    List<String> path = call.path();
    String kind = path.size() > 1 ? path.get(1) : "";
    return switch (kind) {
      case "datasets" -> path.size() > 3 ? inside(call) : datasets(call);
      case "jobs" -> jobs(call);
      case "queries" -> path.size() == 2 ? jobs.query(post(call)) : results(call);
      default -> throw unknown();
    };
  }

  private static Call post(Call call) {
    if (!call.method().equals("POST")) {
      throw unknown();
    }
    return call;
  }

  static Refusal unknown() {
    return new Refusal(404, "notFound", "Not Found");
  }

  private ObjectNode results(Call call) {
    return jobs.results(jobs.get(call.part(0), call.part(2)), call);
  }

  private ObjectNode jobs(Call call) {
    String project = call.part(0);
    if (call.path().size() == 2) {
      return call.method().equals("POST")
          ? jobs.insert(call)
          : page(call, "jobs", resources.store.list("jobs", project));
    }
    ObjectNode job = jobs.get(project, call.part(2));
    boolean cancel = call.path().size() == 4 && call.part(3).equals("cancel");
    if (!cancel) {
      return job;
    }
    ObjectNode answer = Store.JSON.createObjectNode();
    answer.set("job", job);
    return answer;
  }

  private ObjectNode datasets(Call call) {
    String project = call.part(0);
    if (call.path().size() == 2) {
      return switch (call.method()) {
        case "POST" -> resources.insertDataset(project, call.body());
        case "GET" -> page(call, "datasets", filtered(call));
        default -> throw unknown();
      };
    }
    String dataset = call.part(2);
    return switch (call.method()) {
      case "GET" -> resources.dataset(project, dataset);
      case "PATCH", "PUT" ->
          resources.store.locked(
              () -> merge(call, resources.dataset(project, dataset), "datasets", project, dataset));
      case "DELETE" -> {
        boolean contents = Boolean.parseBoolean(call.query().get("deleteContents"));
        resources.deleteDataset(project, dataset, contents);
        yield Store.JSON.createObjectNode();
      }
      default -> throw unknown();
    };
  }

  private List<ObjectNode> filtered(Call call) {
    List<ObjectNode> found = resources.store.list("datasets", call.part(0));
    for (String term : call.query().getOrDefault("filter", "").trim().split("\\s+")) {
      if (term.startsWith("labels.")) {
        String[] label = term.substring(7).split(":", 2);
        found =
            found.stream()
                .filter(d -> d.path("labels").has(label[0]))
                .filter(
                    d ->
                        label.length == 1
                            || d.path("labels").path(label[0]).asText().equals(label[1]))
                .toList();
      } else if (!term.isEmpty()) {
        throw Refusal.invalid("Invalid filter: " + term);
      }
    }
    return found;
  }

  private ObjectNode inside(Call call) {
    return switch (call.part(3)) {
      case "tables" -> call.path().size() > 5 ? data(call) : tables(call);
      case "routines" -> routines(call);
      default -> throw unknown();
    };
  }

  private ObjectNode tables(Call call) {
    String project = call.part(0);
    String dataset = call.part(2);
    if (call.path().size() == 4) {
      return switch (call.method()) {
        case "POST" -> insertTable(call);
        case "GET" -> {
          resources.dataset(project, dataset);
          yield page(call, "tables", resources.tables(project, dataset));
        }
        default -> throw unknown();
      };
    }
    String table = call.part(4);
    return switch (call.method()) {
      case "GET" -> resources.requireTable(project, dataset, table);
      case "PATCH", "PUT" ->
          resources.store.locked(
              () -> {
                ObjectNode old = resources.requireTable(project, dataset, table);
                return merge(call, old, "tables", project, dataset, table);
              });
      case "DELETE" ->
          resources.store.locked(
              () -> {
                resources.requireTable(project, dataset, table);
                resources.dropTable(project, dataset, table);
                return Store.JSON.createObjectNode();
              });
      default -> throw unknown();
    };
  }

  private ObjectNode insertTable(Call call) {
    ObjectNode body = call.body();
    String project = call.part(0);
    for (String kind : List.of("view", "materializedView")) {
      if (body.has(kind)) {
        resources.dataset(project, call.part(2));
        String sql = body.path(kind).path("query").asText();
        var valid = definitions.valid(new Query(sql, project, null, Map.of(), false));
        body.set("schema", TableRules.json(valid.output()));
      }
    }
    return resources.insertTable(project, call.part(2), body, false);
  }

  private ObjectNode merge(Call call, ObjectNode old, String kind, String... parts) {
    String etag = call.ifMatch();
    if (etag != null && !etag.equals("*") && !etag.equals(old.path("etag").asText())) {
      throw new Refusal(412, "conditionNotMet", "Precondition Failed");
    }
    ObjectNode next = old.deepCopy();
    for (var field : call.body().properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().equals("labels") && call.method().equals("PATCH") && value.isObject()) {
        ObjectNode labels = next.withObject("/labels");
        value.properties().forEach(l -> set(labels, l.getKey(), l.getValue()));
      } else if (!field.getKey().endsWith("Reference")) {
        set(next, field.getKey(), value);
      }
    }
    Resources.labels(next);
    if (kind.equals("tables")) {
      TableRules.check(next);
    }
    return resources.save(next, kind, parts);
  }

  private static void set(ObjectNode into, String key, JsonNode value) {
    if (value.isNull()) {
      into.remove(key);
    } else {
      into.set(key, value);
    }
  }

  private ObjectNode data(Call call) {
    Identifier id = new Identifier(call.part(0), call.part(2), call.part(4));
    ObjectNode table = resources.requireTable(id.project(), id.dataset(), id.name());
    String[] key = {id.project(), id.dataset(), id.name()};
    if (call.part(5).equals("data") && call.method().equals("GET")) {
      ObjectNode answer = Store.JSON.createObjectNode().put("kind", "bigquery#tableDataList");
      var schema = TableRules.schema(table.path("schema"));
      Rows.page(answer, schema, resources.store.rows(key), call);
      return answer;
    }
    if (!call.part(5).equals("insertAll") || !table.path("type").asText().equals("TABLE")) {
      throw unknown();
    }
    return resources.store.locked(
        () -> {
          List<ObjectNode> rows = new ArrayList<>(resources.store.rows(key));
          for (JsonNode row : call.body().path("rows")) {
            if (!(row.path("json") instanceof ObjectNode json)) {
              throw Refusal.invalid("A row has no json object");
            }
            rows.add(json);
          }
          resources.store.rows(rows, key);
          return Store.JSON.createObjectNode();
        });
  }

  private ObjectNode routines(Call call) {
    String project = call.part(0);
    String dataset = call.part(2);
    if (call.path().size() == 4) {
      resources.dataset(project, dataset);
      if (call.method().equals("GET")) {
        return page(call, "routines", resources.store.list("routines", project, dataset));
      }
      throw new Refusal(400, "undecidable", "unknown: make routines with CREATE FUNCTION here");
    }
    String name = call.part(4);
    ObjectNode routine =
        resources
            .routine(project, dataset, name)
            .orElseThrow(
                () -> Refusal.notFound("Routine " + Resources.named(project, dataset, name), ""));
    return switch (call.method()) {
      case "GET" -> routine;
      case "DELETE" ->
          resources.store.locked(
              () -> {
                resources.store.delete("routines", project, dataset, name);
                return Store.JSON.createObjectNode();
              });
      default -> throw unknown();
    };
  }

  private static ObjectNode page(Call call, String field, List<ObjectNode> all) {
    int start = Math.min(Math.max(call.offset(), 0), all.size());
    int end = (int) Math.min((long) start + Math.max(call.limit(), 0), all.size());
    ObjectNode answer = Store.JSON.createObjectNode();
    ArrayNode items = answer.putArray(field);
    all.subList(start, end).forEach(items::add);
    if (end < all.size()) {
      answer.put("nextPageToken", Integer.toString(end));
    }
    return answer;
  }
}
