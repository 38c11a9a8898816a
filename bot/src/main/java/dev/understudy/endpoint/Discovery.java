package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The description of the API that clients are built from, with the methods that are served here.
 *
 * @see <a href="https://developers.google.com/discovery/v1/reference/apis">discovery document</a>
 */
final class Discovery {
  private static final Pattern WORD = Pattern.compile("\\{\\+?(\\w+)}");
  private static final String P = "projects/{+projectId}/";
  private static final String D = P + "datasets/{+datasetId}";
  private static final String LIST = " maxResults pageToken";

  /** Each: name, HTTP method, path, request, response, query parameters. */
  private static final List<List<String>> METHODS =
      List.of(
          List.of("datasets.list", "GET", P + "datasets", "", "DatasetList", "filter all" + LIST),
          List.of("datasets.get", "GET", D, "", "Dataset", ""),
          List.of("datasets.insert", "POST", P + "datasets", "Dataset", "Dataset", ""),
          List.of("datasets.update", "PUT", D, "Dataset", "Dataset", ""),
          List.of("datasets.patch", "PATCH", D, "Dataset", "Dataset", ""),
          List.of("datasets.delete", "DELETE", D, "", "", "deleteContents"),
          List.of("tables.list", "GET", D + "/tables", "", "TableList", LIST),
          List.of(
              "tables.get", "GET", D + "/tables/{+tableId}", "", "Table", "selectedFields view"),
          List.of("tables.insert", "POST", D + "/tables", "Table", "Table", ""),
          List.of("tables.update", "PUT", D + "/tables/{+tableId}", "Table", "Table", ""),
          List.of("tables.patch", "PATCH", D + "/tables/{+tableId}", "Table", "Table", ""),
          List.of("tables.delete", "DELETE", D + "/tables/{+tableId}", "", "", ""),
          List.of(
              "tabledata.list",
              "GET",
              D + "/tables/{+tableId}/data",
              "",
              "TableDataList",
              "selectedFields startIndex" + LIST),
          List.of(
              "tabledata.insertAll",
              "POST",
              D + "/tables/{+tableId}/insertAll",
              "TableDataInsertAllRequest",
              "TableDataInsertAllResponse",
              ""),
          List.of("routines.list", "GET", D + "/routines", "", "ListRoutinesResponse", LIST),
          List.of("routines.get", "GET", D + "/routines/{+routineId}", "", "Routine", ""),
          List.of("routines.insert", "POST", D + "/routines", "Routine", "Routine", ""),
          List.of("routines.update", "PUT", D + "/routines/{+routineId}", "Routine", "Routine", ""),
          List.of("routines.delete", "DELETE", D + "/routines/{+routineId}", "", "", ""),
          List.of("jobs.list", "GET", P + "jobs", "", "JobList", "projection allUsers" + LIST),
          List.of("jobs.get", "GET", P + "jobs/{+jobId}", "", "Job", "location"),
          List.of("jobs.insert", "POST", P + "jobs", "Job", "Job", ""),
          List.of(
              "jobs.cancel",
              "POST",
              P + "jobs/{+jobId}/cancel",
              "",
              "JobCancelResponse",
              "location"),
          List.of("jobs.delete", "DELETE", P + "jobs/{+jobId}/delete", "", "", "location"),
          List.of("jobs.query", "POST", P + "queries", "QueryRequest", "QueryResponse", ""),
          List.of(
              "jobs.getQueryResults",
              "GET",
              P + "queries/{+jobId}",
              "",
              "GetQueryResultsResponse",
              "location startIndex timeoutMs" + LIST));

  private Discovery() {}

  /** The document of a server. */
  static ObjectNode document(String url) {
    ObjectNode document = Store.JSON.createObjectNode();
    document.put("kind", "discovery#restDescription").put("discoveryVersion", "v1");
    document.put("id", "bigquery:v2").put("name", "bigquery").put("version", "v2");
    document.put("title", "BigQuery API").put("protocol", "rest");
    document.put("rootUrl", url + "/").put("servicePath", "bigquery/v2/");
    document.put("baseUrl", url + "/bigquery/v2/").put("basePath", "/bigquery/v2/");
    document.put("batchPath", "batch/bigquery/v2");
    parameter(document.putObject("parameters"), "alt", "query");
    parameter(document.withObject("/parameters"), "fields", "query");
    parameter(document.withObject("/parameters"), "prettyPrint", "query");
    Set<String> schemas = new TreeSet<>();
    for (List<String> method : METHODS) {
      String[] name = method.getFirst().split("\\.");
      ObjectNode resource = document.withObject("/resources/" + name[0] + "/methods");
      describe(resource.putObject(name[1]), method);
      schemas.add(method.get(3));
      schemas.add(method.get(4));
    }
    schemas.remove("");
    ObjectNode described = document.putObject("schemas");
    for (String schema : schemas) {
      ObjectNode node = described.putObject(schema).put("id", schema).put("type", "object");
      node.putObject("additionalProperties").put("type", "any");
    }
    return document;
  }

  private static void describe(ObjectNode node, List<String> method) {
    String path = method.get(2);
    node.put("id", "bigquery." + method.getFirst());
    node.put("httpMethod", method.get(1)).put("path", path).put("flatPath", path.replace("+", ""));
    ObjectNode parameters = node.putObject("parameters");
    ArrayNode order = node.putArray("parameterOrder");
    Matcher word = WORD.matcher(path);
    while (word.find()) {
      parameter(parameters, word.group(1), "path").put("required", true);
      order.add(word.group(1));
    }
    for (String query : method.get(5).strip().split(" ")) {
      if (!query.isEmpty()) {
        parameter(parameters, query, "query");
      }
    }
    if (!method.get(3).isEmpty()) {
      node.putObject("request").put("$ref", method.get(3));
    }
    if (!method.get(4).isEmpty()) {
      node.putObject("response").put("$ref", method.get(4));
    }
  }

  private static ObjectNode parameter(ObjectNode into, String name, String location) {
    return into.putObject(name).put("type", "string").put("location", location);
  }
}
