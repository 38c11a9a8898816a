package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.failure.Unavailable;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.SqlReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A BigQuery of one's own: REST v2 over a folder of JSON files, judged by GoogleSQL. */
public final class BigQueryEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BigQueryEndpoint.class);
  private static final int BODY_LIMIT = 10 * 1024 * 1024;
  private static final String BASE = "/bigquery/v2/projects/";
  private static final Pattern OBJECT =
      Pattern.compile("(?:/upload)?/storage/v1/b/([^/]+)/o(?:/(.+))?");

  static {
    // Without it every second answer of a kept connection waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Routes routes;
  private final Objects objects;
  private final Trouble trouble;
  private final AtomicLong calls = new AtomicLong();
  private final @Nullable Path temporary;

  /**
   * How to serve.
   *
   * @param port 0 for any free one
   * @param stateDir where resources are kept, or null for a new temporary folder
   * @param clock decides what has expired
   * @param location of new datasets
   * @param projects that can be seen; empty for all
   * @param trouble what to make harder than it is
   */
  public record Options(
      int port,
      @Nullable Path stateDir,
      InstantSource clock,
      String location,
      Set<String> projects,
      Trouble trouble) {
    public Options {
      projects = Set.copyOf(projects);
    }

    /** Any port, the location US, every project visible. */
    public static Options of(@Nullable Path stateDir, InstantSource clock) {
      return new Options(0, stateDir, clock, "US", Set.of(), Trouble.NONE);
    }
  }

  /**
   * Injected latency and errors, for tests and benchmarks.
   *
   * @param latency before every answer
   * @param failEvery each so-many-th call is answered 503 backendError without effect; 0 for none
   */
  public record Trouble(Duration latency, int failEvery) {
    /** None. */
    public static final Trouble NONE = new Trouble(Duration.ZERO, 0);
  }

  private BigQueryEndpoint(
      HttpServer server,
      Routes routes,
      Objects objects,
      Trouble trouble,
      @Nullable Path temporary) {
    this.objects = objects;
    this.temporary = temporary;
    this.server = server;
    this.trouble = trouble;
    this.routes = routes;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Serves on the loopback address until closed. The reader and the analyser stay the caller's.
   *
   * @throws Unavailable where the port or the folder cannot be had
   */
  public static BigQueryEndpoint start(Options options, SqlReader reader, SqlAnalyzer analyzer) {
    try {
      Path dir = options.stateDir();
      Path root = dir == null ? Files.createTempDirectory("understudy-bigquery") : dir;
      Resources resources = new Resources(new Store(root), options.clock(), options.location());
      Definitions definitions = new Definitions(resources, reader, analyzer, options.projects());
      Script script = new Script(resources, definitions, reader);
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port());
      BigQueryEndpoint endpoint =
          new BigQueryEndpoint(
              HttpServer.create(address, 0),
              new Routes(resources, definitions, script, options.projects()),
              new Objects(resources),
              options.trouble(),
              dir == null ? root : null);
      endpoint.server.start();
      return endpoint;
    } catch (IOException e) {
      throw new Unavailable(
          "the BigQuery endpoint cannot start on port "
              + options.port()
              + ": "
              + e.getMessage()
              + "; is the port taken, or the folder read-only?",
          e);
    }
  }

  /** What to give a client as its host. */
  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    if (temporary != null) {
      Store.deleteFolder(temporary);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        makeTrouble();
        send(exchange, 200, isDiscovery(exchange) ? discovery(exchange) : answer(exchange));
      } catch (Refusal refusal) {
        send(exchange, refusal.code(), error(refusal));
      } catch (NumberFormatException _) {
        send(exchange, 400, error(Refusal.invalid("A number was expected")));
      } catch (RuntimeException e) {
        LOG.error("{} failed: {}", exchange.getRequestURI(), e.toString());
        LOG.debug("the failure", e);
        send(exchange, 500, error(new Refusal(500, "internalError", "Internal error")));
      }
    }
  }

  private ObjectNode answer(HttpExchange exchange) throws IOException {
    Matcher object = OBJECT.matcher(exchange.getRequestURI().getPath());
    if (!object.matches()) {
      return routes.answer(call(exchange));
    }
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    String name = object.group(2) == null ? query.getOrDefault("name", "") : object.group(2);
    return exchange.getRequestMethod().equals("POST")
        ? objects.insert(object.group(1), name, body(exchange))
        : objects.get(object.group(1), name);
  }

  private static boolean isDiscovery(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return path.equals("/discovery/v1/apis/bigquery/v2/rest") || path.equals("/$discovery/rest");
  }

  /** Under the name by which the caller reached this server. */
  private ObjectNode discovery(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    return Discovery.document(host == null ? url() : "http://" + host);
  }

  private void makeTrouble() {
    try {
      Thread.sleep(trouble.latency());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (trouble.failEvery() > 0 && calls.incrementAndGet() % trouble.failEvery() == 0) {
      throw new Refusal(
          503, "backendError", "Error encountered during execution. Retry may solve the problem.");
    }
  }

  private static Call call(HttpExchange exchange) throws IOException {
    String raw = exchange.getRequestURI().getRawPath();
    if (!raw.startsWith(BASE)) {
      throw Routes.unknown();
    }
    List<String> path =
        List.of(raw.substring(BASE.length()).split("/")).stream()
            .map(p -> URLDecoder.decode(p.replace("+", "%2B"), StandardCharsets.UTF_8))
            .toList();
    var headers = exchange.getRequestHeaders();
    String override = headers.getFirst("X-HTTP-Method-Override");
    String method = override == null ? exchange.getRequestMethod() : override;
    byte[] body = body(exchange);
    ObjectNode json =
        body.length == 0
            ? Store.JSON.createObjectNode()
            : Store.parse(new String(body, StandardCharsets.UTF_8));
    String query = exchange.getRequestURI().getRawQuery();
    return new Call(method, path, query(query), json, headers.getFirst("If-Match"));
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      String[] sides = pair.split("=", 2);
      String value = sides.length == 2 ? sides[1] : "";
      query.put(
          URLDecoder.decode(sides[0], StandardCharsets.UTF_8),
          URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return query;
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream raw = exchange.getRequestBody();
    try (InputStream in = zipped ? new GZIPInputStream(raw) : raw) {
      byte[] body = in.readNBytes(BODY_LIMIT + 1);
      if (body.length > BODY_LIMIT) {
        throw new Refusal(413, "uploadTooLarge", "Request Entity Too Large");
      }
      return body;
    }
  }

  private static ObjectNode error(Refusal refusal) {
    ObjectNode answer = Store.JSON.createObjectNode();
    ObjectNode error = answer.putObject("error");
    error.put("code", refusal.code()).put("message", refusal.text());
    error
        .putArray("errors")
        .addObject()
        .put("message", refusal.text())
        .put("domain", "global")
        .put("reason", refusal.reason());
    error.put("status", status(refusal.code()));
    return answer;
  }

  private static String status(int code) {
    return switch (code) {
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 409 -> "ALREADY_EXISTS";
      case 412 -> "FAILED_PRECONDITION";
      case 500 -> "INTERNAL";
      default -> "INVALID_ARGUMENT";
    };
  }

  /** Takes out what only this server needs to know, in lists too. */
  private static void hide(JsonNode answer) {
    if (answer instanceof ObjectNode object) {
      object.remove(List.of(RoutineDdl.STATEMENT, Jobs.CODE));
    }
    answer.path("routines").forEach(BigQueryEndpoint::hide);
    answer.path("jobs").forEach(BigQueryEndpoint::hide);
    if (answer.has("job")) {
      hide(answer.path("job"));
    }
  }

  private static void send(HttpExchange exchange, int code, ObjectNode answer) throws IOException {
    hide(answer);
    byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    if (answer.has("etag")) {
      exchange.getResponseHeaders().set("ETag", answer.path("etag").asText());
    }
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
