package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The methods of datasets.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets">datasets</a>
 */
final class DatasetMethods {
  private final Resources resources;

  DatasetMethods(Resources resources) {
    this.resources = resources;
  }

  ObjectNode answer(Call call) {
    String project = call.part(0);
    if (call.path().size() == 2) {
      return switch (call.method()) {
        case "POST" -> resources.insertDataset(project, call.body());
        case "GET" -> Routes.page(call, "datasets", filtered(call));
        default -> throw Routes.unknown();
      };
    }
    String dataset = call.part(2);
    return switch (call.method()) {
      case "GET" -> resources.dataset(project, dataset);
      case "PATCH", "PUT" ->
          resources.store.locked(
              () -> {
                ObjectNode next = Merge.of(call, resources.dataset(project, dataset));
                return resources.save(next, "datasets", project, dataset);
              });
      case "DELETE" -> {
        Merge.checkEtag(call, resources.dataset(project, dataset));
        boolean contents = Boolean.parseBoolean(call.query().get("deleteContents"));
        resources.deleteDataset(project, dataset, contents);
        yield Store.JSON.createObjectNode();
      }
      default -> throw Routes.unknown();
    };
  }

  private List<ObjectNode> filtered(Call call) {
    List<ObjectNode> found = resources.store.list("datasets", call.part(0));
    for (String term : call.query().getOrDefault("filter", "").trim().split("\\s+")) {
      if (term.startsWith("labels.")) {
        String[] label = term.substring(7).split(":", 2);
        found = found.stream().filter(dataset -> carries(dataset, label)).toList();
      } else if (!term.isEmpty()) {
        throw Refusal.invalid("Invalid filter: " + term);
      }
    }
    return found;
  }

  private static boolean carries(ObjectNode dataset, String[] label) {
    var labels = dataset.path("labels");
    return labels.has(label[0])
        && (label.length == 1
            || label[1].equals("*")
            || labels.path(label[0]).asText().equals(label[1]));
  }
}
