package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Schema;
import dev.understudy.endpoint.Definitions.Query;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Query jobs: performed when they are inserted, kept with their results. */
final class Jobs {
  private final Resources resources;
  private final Script script;

  Jobs(Resources resources, Script script) {
    this.resources = resources;
    this.script = script;
  }

  ObjectNode insert(Call call) {
    ObjectNode body = call.body();
    JsonNode query = body.path("configuration").path("query");
    if (!query.has("query")) {
      throw Refusal.invalid("Only query jobs are served here");
    }
    String id = body.path("jobReference").path("jobId").asText("");
    boolean dryRun = body.path("configuration").path("dryRun").asBoolean();
    return perform(call.part(0), id, query, dryRun);
  }

  /** jobs.query: the job and its first page in one answer. */
  ObjectNode query(Call call) {
    ObjectNode body = call.body();
    boolean dryRun = body.path("dryRun").asBoolean();
    ObjectNode job = perform(call.part(0), "", body, dryRun);
    Map<String, String> options = new HashMap<>(call.query());
    if (body.has("maxResults")) {
      options.put("maxResults", body.path("maxResults").asText());
    }
    Call page = new Call(call.method(), call.path(), options, body, null);
    if (!dryRun) {
      return results(job, page);
    }
    ObjectNode answer = Store.JSON.createObjectNode().put("jobComplete", true);
    answer.set("schema", job.path("statistics").path("query").path("schema"));
    return answer.put("totalBytesProcessed", "0");
  }

  private ObjectNode perform(String project, String wanted, JsonNode config, boolean dryRun) {
    String id = wanted.isEmpty() ? "job_" + UUID.randomUUID() : wanted;
    if (resources.store.read("jobs", project, id).isPresent()) {
      throw Refusal.duplicate("Job " + project + ":" + resources.location + "." + id);
    }
    ObjectNode job = job(project, id, config, dryRun);
    try {
      Script.Outcome outcome = script.run(text(project, config), dryRun);
      ((ObjectNode) job.path("statistics")).set("query", outcome.statistics());
      if (!dryRun) {
        List<ObjectNode> rows =
            outcome.rows().stream().map(r -> (ObjectNode) Store.JSON.valueToTree(r)).toList();
        resources.store.rows(rows, project, "-jobs", id);
      }
    } catch (Refusal refusal) {
      if (dryRun) {
        throw refusal;
      }
      ObjectNode error = ((ObjectNode) job.path("status")).putObject("errorResult");
      error.put("reason", refusal.reason()).put("message", refusal.text());
      job.put("_code", refusal.code());
    }
    if (!dryRun) {
      resources.store.write(job, "jobs", project, id);
    }
    return job;
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
    configuration.putObject("query").put("query", config.path("query").asText());
    ((ObjectNode) configuration.path("query")).put("useLegacySql", false);
    job.putObject("status").put("state", "DONE");
    ObjectNode statistics = job.putObject("statistics");
    statistics.put("creationTime", now).put("startTime", now).put("endTime", now);
    statistics.put("totalBytesProcessed", "0").putObject("query");
    return job;
  }

  private static Query text(String project, JsonNode config) {
    if (config.path("useLegacySql").asBoolean(false)) {
      throw new Refusal(400, "undecidable", "unknown: legacy SQL is not read here");
    }
    JsonNode dataset = config.path("defaultDataset");
    Map<String, String> parameters = new HashMap<>();
    for (JsonNode p : config.path("queryParameters")) {
      if (p.path("parameterValue").path("value").isValueNode()
          && !config.path("dryRun").asBoolean()) {
        throw new Refusal(400, "undecidable", "unknown: parameter values are not bound here");
      }
      parameters.put(p.path("name").asText(), p.path("parameterType").path("type").asText());
    }
    return new Query(
        config.path("query").asText(),
        dataset.path("projectId").asText(project),
        dataset.has("datasetId") ? dataset.path("datasetId").asText() : null,
        parameters,
        true);
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
          job.path("_code").asInt(400),
          error.path("reason").asText(),
          error.path("message").asText());
    }
    JsonNode statistics = job.path("statistics").path("query");
    ObjectNode answer = Store.JSON.createObjectNode().put("jobComplete", true);
    answer.set("jobReference", job.path("jobReference"));
    answer.set("schema", statistics.path("schema"));
    answer.put("totalBytesProcessed", "0").put("cacheHit", false);
    if (statistics.has("numDmlAffectedRows")) {
      answer.set("numDmlAffectedRows", statistics.path("numDmlAffectedRows"));
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
