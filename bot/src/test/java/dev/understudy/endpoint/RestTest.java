package dev.understudy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The resources and their methods, as any client calls them. */
class RestTest {
  @TempDir private Path state;
  private Served served;

  @BeforeEach
  void aDatasetAndATable() {
    served = new Served(state, Set.of("p"));
    served.post("datasets", "{\"datasetReference\": {\"datasetId\": \"d\"}}");
    served.post(
        "datasets/d/tables",
        """
        {"tableReference": {"tableId": "t"}, "schema": {"fields": [
          {"name": "a", "type": "INT64", "mode": "REQUIRED"}, {"name": "b", "type": "STRING"}]}}""");
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private String patch(String path, String body, String... headers) {
    return Served.said(served.send("PATCH", path, body, headers));
  }

  @Test
  void parametersAreBoundByNameAndByPosition() {
    String named =
        """
        {"query": "SELECT @n + 1, @word, @day, ARRAY_LENGTH(@list), @s.x, @nothing", "queryParameters": [
         {"name": "n", "parameterType": {"type": "INT64"}, "parameterValue": {"value": "41"}},
         {"name": "word", "parameterType": {"type": "STRING"}, "parameterValue": {"value": "it's\\n"}},
         {"name": "day", "parameterType": {"type": "DATE"}, "parameterValue": {"value": "2026-01-02"}},
         {"name": "list", "parameterType": {"type": "ARRAY", "arrayType": {"type": "INT64"}},
          "parameterValue": {"arrayValues": [{"value": "1"}, {"value": "2"}]}},
         {"name": "s", "parameterType": {"type": "STRUCT", "structTypes": [{"name": "x", "type": {"type": "BOOL"}}]},
          "parameterValue": {"structValues": {"x": {"value": "true"}}}},
         {"name": "nothing", "parameterType": {"type": "STRING"}, "parameterValue": {}}]}""";
    assertThat(Served.said(served.post("queries", named)))
        .isEqualTo("42 it's\n 2026-01-02 2 true null");
    String positional =
        """
        {"query": "SELECT ? * ?", "parameterMode": "POSITIONAL", "queryParameters": [
         {"parameterType": {"type": "INT64"}, "parameterValue": {"value": "6"}},
         {"parameterType": {"type": "INT64"}, "parameterValue": {"value": "7"}}]}""";
    assertThat(Served.said(served.post("queries", positional))).isEqualTo("42");
  }

  @Test
  void aParameterThatIsNotGivenOrDoesNotFitIsRefusedAtItsPlace() {
    assertThat(served.sql("SELECT 1,\n  @n"))
        .isEqualTo("400 invalidQuery: Query parameter 'n' not found at [2:3]");
    String wrong =
        """
        {"query": "SELECT TRUE AND @word", "queryParameters": [
         {"name": "word", "parameterType": {"type": "STRING"}, "parameterValue": {"value": "x"}}]}""";
    assertThat(Served.said(served.post("queries", wrong)))
        .startsWith("400 invalidQuery: No matching signature for operator AND")
        .endsWith("at [1:8]");
  }

  @Test
  void aJobCanBeAskedForAndItsIdIsTakenOnce() {
    String body =
        """
        {"jobReference": {"jobId": "mine"}, "configuration": {"query": {"query": "SELECT 7 AS n"}}}""";
    JsonNode job = served.post("jobs", body);
    assertThat(job.path("status").path("state").asText()).isEqualTo("DONE");
    assertThat(Served.said(served.post("jobs", body)))
        .startsWith("409 duplicate: Already Exists: Job");
    assertThat(served.get("jobs/mine").path("statistics").path("query").path("statementType"))
        .hasToString("\"SELECT\"");
    assertThat(Served.said(served.get("queries/mine"))).isEqualTo("7");
    assertThat(served.get("jobs").path("jobs")).hasSize(1);
    assertThat(served.post("jobs/mine/cancel", "{}").path("job").path("id").asText())
        .contains("mine");
    assertThat(Served.said(served.get("jobs/other"))).startsWith("404 notFound");
  }

  @Test
  void aFailedJobTellsWhyAndADryRunIsNotKept() {
    String wrong = "{\"configuration\": {%s\"query\": {\"query\": \"SELECT z FROM d.t\"}}}";
    JsonNode failed = served.post("jobs", wrong.formatted(""));
    assertThat(failed.path("status").path("errorResult").path("message").asText())
        .isEqualTo("Unrecognized name: z at [1:8]");
    assertThat(failed.path("status").path("errors")).hasSize(1);
    assertThat(failed.has("_code")).isFalse();
    assertThat(Served.said(served.post("jobs", wrong.formatted("\"dryRun\": true, "))))
        .isEqualTo("400 invalidQuery: Unrecognized name: z at [1:8]");
    String fine =
        "{\"configuration\": {\"dryRun\": true, \"query\": {\"query\": \"SELECT a FROM d.t\"}}}";
    JsonNode dry = served.post("jobs", fine);
    assertThat(dry.path("statistics").path("query").path("schema").path("fields")).hasSize(1);
    assertThat(served.get("jobs").path("jobs")).hasSize(1);
  }

  @Test
  void aRequestThatComesTwiceIsPerformedOnce() {
    String body = "{\"query\": \"INSERT INTO d.t VALUES (1, 'x')\", \"requestId\": \"r1\"}";
    served.post("queries", body);
    served.post("queries", body);
    assertThat(served.sql("SELECT COUNT(*) FROM d.t")).isEqualTo("1");
  }

  @Test
  void resultsComePageByPage() {
    String body = "{\"query\": \"SELECT n FROM UNNEST([1, 2, 3]) AS n\", \"maxResults\": 2}";
    JsonNode first = served.post("queries", body);
    assertThat(Served.said(first)).isEqualTo("1\n2");
    assertThat(first.path("totalRows").asText()).isEqualTo("3");
    String job = first.path("jobReference").path("jobId").asText();
    String token = first.path("pageToken").asText();
    assertThat(Served.said(served.get("queries/" + job + "?pageToken=" + token))).isEqualTo("3");
  }

  @Test
  void whatAQueryReadsIsCounted() {
    served.sql("INSERT INTO d.t VALUES (1, 'some words')");
    JsonNode answer =
        served.post("queries", "{\"query\": \"SELECT b FROM d.t\", \"dryRun\": true}");
    assertThat(answer.path("totalBytesProcessed").asLong()).isPositive();
  }

  @Test
  void rowsThatDoNotFitAreRefusedEachWithItsReason() {
    String rows =
        "{\"rows\": [{\"json\": {\"a\": 1}}, {\"json\": {\"a\": \"x\"}}, {\"json\": {\"z\": 1}}, {\"json\": {\"b\": \"x\"}}]%s}";
    JsonNode answer = served.post("datasets/d/tables/t/insertAll", rows.formatted(""));
    assertThat(answer.path("insertErrors").findValuesAsText("message"))
        .containsExactly(
            "Cannot convert value to integer (bad value): x",
            "no such field: z.",
            "Missing required field: a.",
            "");
    assertThat(served.sql("SELECT COUNT(*) FROM d.t")).isEqualTo("0");
    served.post("datasets/d/tables/t/insertAll", rows.formatted(", \"skipInvalidRows\": true"));
    assertThat(Served.said(served.get("datasets/d/tables/t/data?selectedFields=a"))).isEqualTo("1");
  }

  @Test
  void columnsMayBeAddedAndRelaxedButNotTakenAway() {
    String more =
        """
        {"schema": {"fields": [{"name": "a", "type": "INTEGER"}, {"name": "b", "type": "STRING"},
         {"name": "c", "type": "DATE"}]}}""";
    assertThat(patch("datasets/d/tables/t", more)).isEmpty();
    assertThat(
            patch(
                "datasets/d/tables/t",
                "{\"schema\": {\"fields\": [{\"name\": \"a\", \"type\": \"INTEGER\"}]}}"))
        .isEqualTo(
            "400 invalid: Provided Schema does not match Table. Field b is missing in new schema");
    assertThat(patch("datasets/d/tables/t", more.replace("STRING", "DATE")))
        .contains("Field b has changed type from STRING to DATE");
  }

  @Test
  void aPatchThatComesTooLateIsRefused() {
    String etag = served.get("datasets/d").path("etag").asText();
    assertThat(patch("datasets/d", "{\"labels\": {\"k\": \"v\"}}", "If-Match", etag)).isEmpty();
    assertThat(patch("datasets/d", "{\"labels\": {\"k\": \"w\"}}", "If-Match", etag))
        .isEqualTo("412 conditionNotMet: Precondition Failed");
    assertThat(patch("datasets/d", "{\"labels\": {\"k\": null}}")).isEmpty();
    assertThat(served.get("datasets/d").path("labels").has("k")).isFalse();
    JsonNode overridden =
        served.send(
            "POST", "datasets/d", "{\"description\": \"x\"}", "X-HTTP-Method-Override", "PATCH");
    assertThat(overridden.path("description").asText()).isEqualTo("x");
  }

  @Test
  void aViewsNewQueryIsCheckedAndGivesItsColumns() {
    served.post(
        "datasets/d/tables",
        "{\"tableReference\": {\"tableId\": \"v\"}, \"view\": {\"query\": \"SELECT a FROM d.t\"}}");
    assertThat(patch("datasets/d/tables/v", "{\"view\": {\"query\": \"SELECT z FROM d.t\"}}"))
        .startsWith("400 invalidQuery: Unrecognized name: z");
    assertThat(patch("datasets/d/tables/v", "{\"view\": {\"query\": \"SELECT b FROM d.t\"}}"))
        .isEmpty();
    assertThat(served.get("datasets/d/tables/v").path("schema").path("fields").path(0).path("name"))
        .hasToString("\"b\"");
  }

  @Test
  void routinesAreMadeFromJsonAndShownAsJson() {
    String routine =
        """
        {"routineReference": {"routineId": "f"}, "routineType": "SCALAR_FUNCTION", "language": "SQL",
         "arguments": [{"name": "x", "dataType": {"typeKind": "INT64"}}], "definitionBody": "x * 3"}""";
    JsonNode made = served.post("datasets/d/routines", routine);
    assertThat(made.path("definitionBody").asText()).isEqualTo("x * 3");
    assertThat(made.path("arguments").path(0).path("dataType").path("typeKind").asText())
        .isEqualTo("INT64");
    assertThat(made.path("returnType").path("typeKind").asText()).isEqualTo("INT64");
    assertThat(made.has("_statement")).isFalse();
    assertThat(served.sql("SELECT d.f(14)")).isEqualTo("42");
    assertThat(Served.said(served.post("datasets/d/routines", routine)))
        .startsWith("409 duplicate");
    served.send("PUT", "datasets/d/routines/f", routine.replace("x * 3", "x * 4"));
    assertThat(served.sql("SELECT d.f(10)")).isEqualTo("40");
    assertThat(served.get("datasets/d/routines").path("routines").path(0).has("_statement"))
        .isFalse();
    String script =
        """
        {"routineReference": {"routineId": "js"}, "routineType": "SCALAR_FUNCTION", "language": "JAVASCRIPT",
         "arguments": [{"name": "x", "dataType": {"typeKind": "STRING"}}], "returnType": {"typeKind": "STRING"},
         "importedLibraries": ["gs://b/l.js"], "definitionBody": "return \\"a\\" + x;"}""";
    JsonNode js = served.post("datasets/d/routines", script);
    assertThat(js.path("importedLibraries").toString()).isEqualTo("[\"gs://b/l.js\"]");
    assertThat(js.path("definitionBody").asText()).isEqualTo("return \"a\" + x;");
  }

  @Test
  void anotherProjectIsDenied() {
    assertThat(served.raw("GET", "/bigquery/v2/projects/q/datasets", null).statusCode())
        .isEqualTo(403);
    assertThat(served.sql("SELECT * FROM q.d.t"))
        .startsWith("403 accessDenied: Access Denied: Table q:d.t");
    assertThat(served.sql("CREATE VIEW q.d.v AS SELECT 1 AS a")).startsWith("403 accessDenied");
  }

  @Test
  void theDiscoveryDocumentNamesTheMethodsUnderTheServersUrl() {
    JsonNode document =
        Served.json(served.raw("GET", "/discovery/v1/apis/bigquery/v2/rest", null).body());
    assertThat(document.path("rootUrl").asText()).startsWith("http://localhost:");
    JsonNode insert = document.path("resources").path("tables").path("methods").path("insert");
    assertThat(insert.path("path").asText())
        .isEqualTo("projects/{+projectId}/datasets/{+datasetId}/tables");
    assertThat(document.path("schemas").has("Table")).isTrue();
  }

  @Test
  void zippedBodiesAreRead() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write("{\"query\": \"SELECT 5\"}".getBytes(StandardCharsets.UTF_8));
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(served.url() + "/bigquery/v2/projects/p/queries"))
              .header("Content-Encoding", "gzip")
              .POST(BodyPublishers.ofByteArray(zipped.toByteArray()))
              .build();
      String body = client.send(request, BodyHandlers.ofString()).body();
      assertThat(Served.said(Served.json(body))).isEqualTo("5");
    }
  }

  @Test
  void whatIsNoJsonAndNoPathIsRefused() {
    assertThat(Served.said(served.post("queries", "{"))).isEqualTo("400 parseError: Parse Error");
    assertThat(Served.said(served.get("nonsense"))).isEqualTo("404 notFound: Not Found");
    assertThat(Served.said(served.get("datasets?maxResults=many"))).startsWith("400 invalid");
    assertThat(served.raw("GET", "/elsewhere", null).statusCode()).isEqualTo(404);
  }

  @Test
  void namesThatBigQueryDoesNotTakeAreRefused() {
    String table = "{\"tableReference\": {\"tableId\": \"%s\"}}";
    assertThat(
            Served.said(
                served.post("datasets", "{\"datasetReference\": {\"datasetId\": \"a-b\"}}")))
        .startsWith("400 invalid: Invalid dataset ID");
    assertThat(Served.said(served.post("datasets/d/tables", table.formatted("a.b"))))
        .startsWith("400 invalid: Invalid table ID");
    assertThat(Served.said(served.post("datasets/d/tables", table.formatted("é".repeat(600)))))
        .isEqualTo("400 invalid: Table ID is longer than 1024 bytes");
  }

  @Test
  void theStateOutlivesTheServerAndAWriteThatWasCutOff() throws IOException {
    served.sql("INSERT INTO d.t VALUES (1, 'x')");
    served.close();
    Path rows = state.resolve("rows/p/d");
    Files.writeString(rows.resolve("new123.tmp"), "{\"a\": 2, \"b");
    served = new Served(state, Set.of());
    assertThat(served.sql("SELECT a, b FROM d.t")).isEqualTo("1 x");
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaidAndNothingIsHalfMade() throws IOException {
    Files.createDirectories(state.resolve("tables/p"));
    Files.writeString(state.resolve("tables/p/e"), "a file where a folder should be");
    served.post("datasets", "{\"datasetReference\": {\"datasetId\": \"e\"}}");
    assertThat(served.sql("CREATE TABLE e.t (a INT64)"))
        .startsWith("507 insufficientStorage: Nothing can be written to ");
    Files.delete(state.resolve("tables/p/e"));
    assertThat(served.sql("CREATE TABLE e.t (a INT64)")).isEmpty();
  }

  @Test
  void twoServersMayShareOneState() {
    try (Served other = new Served(state, Set.of())) {
      other.sql("CREATE VIEW d.v AS SELECT a FROM d.t");
      assertThat(served.sql("SELECT * FROM d.v")).isEmpty();
      assertThat(served.sql("CREATE VIEW d.v AS SELECT a FROM d.t")).startsWith("409 duplicate");
    }
  }

  @Test
  void tablesExpireAsTheirDatasetSays() {
    served.post(
        "datasets",
        "{\"datasetReference\": {\"datasetId\": \"e\"}, \"defaultTableExpirationMs\": \"60000\"}");
    served.sql("CREATE TABLE e.t (a INT64)");
    served.sql("CREATE VIEW e.v AS SELECT a FROM e.t");
    served.now = served.now.plusSeconds(61);
    assertThat(served.sql("SELECT a FROM e.t")).startsWith("404 notFound: Not found: Table p:e.t");
    assertThat(served.get("datasets/e/tables").path("tables")).isEmpty();
    assertThat(served.sql("CREATE TABLE e.t (a INT64)")).isEmpty();
  }
}
