package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.endpoint.BigQueryEndpoint.Options;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An endpoint and plain calls to it; what it answers is put into words. */
final class Served implements AutoCloseable {
  static final GoogleSql SQL = SharedGoogleSql.SQL;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final BigQueryEndpoint endpoint;
  Instant now = Instant.parse("2026-01-01T00:00:00Z");

  Served(@Nullable Path state, Set<String> projects) {
    endpoint =
        BigQueryEndpoint.start(
            new Options(0, state, () -> now, "US", projects, BigQueryEndpoint.Trouble.NONE),
            SQL,
            SQL);
  }

  String url() {
    return endpoint.url();
  }

  /** Rows as {@code a b} lines, or the error as {@code code reason: message}. */
  String sql(String query) {
    return said(send("POST", "queries", JSON.createObjectNode().put("query", query).toString()));
  }

  String dry(String query) {
    var body = JSON.createObjectNode().put("query", query).put("dryRun", true);
    return said(send("POST", "queries", body.toString()));
  }

  static String said(JsonNode answer) {
    JsonNode error = answer.path("error");
    if (!error.isMissingNode()) {
      return error.path("code").asText()
          + " "
          + error.path("errors").path(0).path("reason").asText()
          + ": "
          + error.path("message").asText();
    }
    List<String> rows = new ArrayList<>();
    for (JsonNode row : answer.path("rows")) {
      List<String> cells = new ArrayList<>();
      row.path("f").forEach(cell -> cells.add(text(cell.path("v"))));
      rows.add(String.join(" ", cells));
    }
    return answer.has("numDmlAffectedRows")
        ? answer.path("numDmlAffectedRows").asText() + " changed"
        : String.join("\n", rows);
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  JsonNode get(String path) {
    return send("GET", path, null);
  }

  JsonNode post(String path, String body) {
    return send("POST", path, body);
  }

  JsonNode send(String method, String path, @Nullable String body, String... headers) {
    return json(raw(method, "/bigquery/v2/projects/p/" + path, body, headers).body());
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  HttpResponse<String> raw(String method, String path, @Nullable String body, String... headers) {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint.url() + path)).method(method, publisher);
    request.header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.close();
    endpoint.close();
  }
}
