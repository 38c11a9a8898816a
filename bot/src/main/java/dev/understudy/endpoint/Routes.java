package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Which method of the API a request is. */
final class Routes {
  private final Jobs jobs;
  private final Store store;
  private final Set<String> visible;
  private final DatasetMethods datasets;
  private final TableMethods tables;
  private final RoutineMethods routines;

  Routes(Resources resources, Definitions definitions, Script script, Set<String> visible) {
    this.jobs = new Jobs(resources, definitions, script);
    this.store = resources.store;
    this.visible = visible;
    this.datasets = new DatasetMethods(resources);
    this.tables = new TableMethods(resources, definitions);
    this.routines = new RoutineMethods(resources, definitions, script);
  }

  ObjectNode answer(Call call) {
    List<String> path = call.path();
    if (path.size() < 2) {
      throw unknown();
    }
    refuseUnseen(path.getFirst());
    return switch (path.get(1)) {
      case "datasets" -> path.size() > 3 ? inside(call) : datasets.answer(call);
      case "jobs" -> jobs(call);
      case "queries" -> queries(call);
      default -> throw unknown();
    };
  }

  private void refuseUnseen(String project) {
    if (!visible.isEmpty() && !visible.contains(project)) {
      throw new Refusal(
          403,
          "accessDenied",
          "Access Denied: Project "
              + project
              + ": User does not have permission in project "
              + project
              + ".");
    }
  }

  static Refusal unknown() {
    return new Refusal(404, "notFound", "Not Found");
  }

  private ObjectNode inside(Call call) {
    return switch (call.part(3)) {
      case "tables" -> tables.answer(call);
      case "routines" -> routines.answer(call);
      default -> throw unknown();
    };
  }

  private ObjectNode queries(Call call) {
    if (call.path().size() == 2 && call.method().equals("POST")) {
      return jobs.query(call);
    }
    if (call.path().size() == 3 && call.method().equals("GET")) {
      return jobs.results(jobs.get(call.part(0), call.part(2)), call);
    }
    throw unknown();
  }

  private ObjectNode jobs(Call call) {
    String project = call.part(0);
    if (call.path().size() == 2) {
      return switch (call.method()) {
        case "POST" -> jobs.insert(call);
        case "GET" -> page(call, "jobs", store.list("jobs", project));
        default -> throw unknown();
      };
    }
    ObjectNode job = jobs.get(project, call.part(2));
    String verb = call.path().size() == 4 ? call.part(3) : "";
    return switch (verb) {
      case "" -> job;
      case "cancel" -> Store.JSON.createObjectNode().set("job", job);
      case "delete" -> {
        store.delete("jobs", project, call.part(2));
        yield Store.JSON.createObjectNode();
      }
      default -> throw unknown();
    };
  }

  /** One page of a listing. */
  static ObjectNode page(Call call, String field, List<ObjectNode> all) {
    int start = Math.min(Math.max(call.offset(), 0), all.size());
    int end = (int) Math.min((long) start + Math.max(call.limit(), 0), all.size());
    ObjectNode answer = Store.JSON.createObjectNode();
    answer.put("kind", "bigquery#" + field.substring(0, field.length() - 1) + "List");
    ArrayNode items = answer.putArray(field);
    all.subList(start, end).forEach(items::add);
    answer.put("totalItems", all.size());
    if (end < all.size()) {
      answer.put("nextPageToken", Integer.toString(end));
    }
    return answer;
  }
}
