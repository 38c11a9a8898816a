package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Schema;
import dev.understudy.endpoint.Definitions.Query;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Query jobs: performed when they are inserted, kept with their results.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/reference/rest/v2/Job">Job</a>
 */
final class Jobs {
  /** The field that holds a failed job's HTTP status; it is never shown. */
  static final String CODE = "_code";

  private final Resources resources;
  private final Definitions definitions;
  private final Script script;

  Jobs(Resources resources, Definitions definitions, Script script) {
    this.resources = resources;
    this.definitions = definitions;
    this.script = script;
  }

  ObjectNode insert(Call call) {
    ObjectNode body = call.body();
    JsonNode query = body.path("configuration").path("query");
    if (!query.has("query")) {
      throw Refusal.undecidable("only query jobs are served here");
    }
    String id = body.path("jobReference").path("jobId").asText("");
    boolean dryRun = body.path("configuration").path("dryRun").asBoolean();
    return perform(call.part(0), id, query, dryRun);
  }

  /** jobs.query: the job and its first page in one answer. */
  ObjectNode query(Call call) {
    ObjectNode body = call.body();
    boolean dryRun = body.path("dryRun").asBoolean();
    String request = body.path("requestId").asText("");
    ObjectNode job = again(call.part(0), request, body, dryRun);
    Map<String, String> options = new HashMap<>(call.query());
    if (body.has("maxResults")) {
      options.put("maxResults", body.path("maxResults").asText());
    }
    if (!dryRun) {
      return results(job, new Call(call.method(), call.path(), options, body, null));
    }
    ObjectNode answer = Store.JSON.createObjectNode().put("jobComplete", true);
    answer.put("kind", "bigquery#queryResponse").put("cacheHit", false);
    answer.set("schema", job.path("statistics").path("query").path("schema"));
    answer.set("totalBytesProcessed", job.path("statistics").path("totalBytesProcessed"));
    return answer;
  }

  /** A request that comes again with its id is answered with the job that it made. */
  private ObjectNode again(String project, String request, ObjectNode body, boolean dryRun) {
    if (request.isEmpty() || dryRun) {
      return perform(project, "", body, dryRun);
    }
    String id = "request_" + UUID.nameUUIDFromBytes(request.getBytes(StandardCharsets.UTF_8));
    return resources
        .store
        .read("jobs", project, id)
        .orElseGet(() -> perform(project, id, body, false));
  }

  private ObjectNode perform(String project, String wanted, JsonNode config, boolean dryRun) {
    String id = wanted.isEmpty() ? "job_" + UUID.randomUUID() : wanted;
    if (!id.matches("[A-Za-z0-9_-]{1,1024}")) {
      throw Refusal.invalid("Invalid job ID \"" + id + "\"");
    }
    if (resources.store.read("jobs", project, id).isPresent()) {
      throw Refusal.duplicate("Job " + project + ":" + resources.location + "." + id);
    }
    ObjectNode job = job(project, id, config, dryRun);
    try {
      Script.Outcome outcome = run(project, config, dryRun);
      ObjectNode statistics = job.withObject("/statistics");
      statistics.set("query", outcome.statistics());
      String bytes = outcome.statistics().path("totalBytesProcessed").asText("0");
      statistics.put("totalBytesProcessed", bytes);
      if (!dryRun) {
        List<ObjectNode> rows =
            outcome.rows().stream().map(r -> (ObjectNode) Store.JSON.valueToTree(r)).toList();
        resources.store.rows(rows, project, "-jobs", id);
      }
    } catch (Refusal refusal) {
      if (dryRun) {
        throw refusal;
      }
      ObjectNode error =
          Store.JSON
              .createObjectNode()
              .put("reason", refusal.reason())
              .put("message", refusal.text());
      ObjectNode status = job.withObject("/status");
      status.set("errorResult", error);
      status.putArray("errors").add(error.deepCopy());
      job.put(CODE, refusal.code());
    }
    String end = Long.toString(resources.clock.millis());
    job.withObject("/statistics").put("endTime", end);
    if (!dryRun) {
      resources.store.write(job, "jobs", project, id);
    }
    return job;
  }

  /** Parameters are checked where they stand, then run as literals. */
  private Script.Outcome run(String project, JsonNode config, boolean dryRun) {
    if (config.path("useLegacySql").asBoolean(false)) {
      throw Refusal.undecidable("legacy SQL is not read here");
    }
    Parameters parameters = Parameters.of(config);
    JsonNode dataset = config.path("defaultDataset");
    Query query =
        new Query(
            config.path("query").asText(),
            dataset.path("projectId").asText(project),
            dataset.has("datasetId") ? dataset.path("datasetId").asText() : null,
            parameters.types(),
            true);
    Query bound = parameters.bound(query);
    boolean single = definitions.facts(query.sql()).statements().size() == 1;
    if (parameters.simple() && !parameters.given().isEmpty() && single) {
      definitions.valid(query.checked());
    }
    return script.run(bound, dryRun);
  }

  private ObjectNode job(String project, String id, JsonNode config, boolean dryRun) {
    String now = Long.toString(resources.clock.millis());
    ObjectNode job = Store.JSON.createObjectNode();
    job.put("kind", "bigquery#job").put("id", project + ":" + resources.location + "." + id);
    job.putObject("jobReference")
        .put("projectId", project)
        .put("jobId", id)
        .put("location", resources.location);
    ObjectNode configuration = job.putObject("configuration");
    configuration.put("jobType", "QUERY").put("dryRun", dryRun);
    ObjectNode query = configuration.putObject("query");
    for (String field : List.of("query", "defaultDataset", "queryParameters", "parameterMode")) {
      if (config.has(field)) {
        query.set(field, config.path(field));
      }
    }
    query.put("useLegacySql", false);
    job.putObject("status").put("state", "DONE");
    job.putObject("statistics")
        .put("creationTime", now)
        .put("startTime", now)
        .put("endTime", now)
        .put("totalBytesProcessed", "0")
        .putObject("query");
    return job;
  }

  ObjectNode get(String project, String id) {
    return resources
        .store
        .read("jobs", project, id)
        .orElseThrow(() -> Refusal.notFound("Job " + project + ":" + id, ""));
  }

  /** One page of a job's rows; a failed job answers with its error. */
  ObjectNode results(ObjectNode job, Call call) {
    JsonNode error = job.path("status").path("errorResult");
    if (!error.isMissingNode()) {
      throw new Refusal(
          job.path(CODE).asInt(400), error.path("reason").asText(), error.path("message").asText());
    }
    JsonNode statistics = job.path("statistics").path("query");
    ObjectNode answer = Store.JSON.createObjectNode().put("jobComplete", true);
    answer.put("kind", "bigquery#queryResponse");
    answer.set("jobReference", job.path("jobReference"));
    answer.set("schema", statistics.path("schema"));
    answer.put("cacheHit", false);
    answer.set("totalBytesProcessed", job.path("statistics").path("totalBytesProcessed"));
    for (String field : List.of("numDmlAffectedRows", "dmlStats")) {
      if (statistics.has(field)) {
        answer.set(field, statistics.path(field));
      }
    }
    Schema schema = TableRules.schema(statistics.path("schema"));
    JsonNode reference = job.path("jobReference");
    String project = reference.path("projectId").asText();
    List<ObjectNode> rows =
        resources.store.rows(project, "-jobs", reference.path("jobId").asText());
    Rows.page(answer, schema, rows, call);
    return answer;
  }
}
