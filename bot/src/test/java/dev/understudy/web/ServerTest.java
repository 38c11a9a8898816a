package dev.understudy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Unavailable;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.web.router.Router;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages, health and doors: row 28 of the threat table, and what a browser is told. */
@MicronautTest(contextBuilder = DefaultServer.class)
class ServerTest {
  private static final String PAGE_SECRET = "UNDERSTUDY_PAGE_SECRET";
  private static final String PUBLIC_URL = "UNDERSTUDY_PUBLIC_URL";

  private final Caller served;
  private final Memory memory;

  ServerTest(EmbeddedServer server, Memory memory) {
    this.served = new Caller(server.getPort());
    this.memory = memory;
  }

  @BeforeEach
  void well() {
    memory.clear();
  }

  private static String basic(String pair) {
    byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void theRoutesAreThese(Router router) {
    assertThat(
            router
                .uriRoutes()
                .map(route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate())
                .filter(route -> !route.startsWith("HEAD "))
                .distinct())
        .containsExactlyInAnyOrder(
            "POST /webhooks/github",
            "POST /webhooks/circleci",
            "GET /health",
            "GET /health/liveness",
            "GET /health/readiness",
            "GET /prometheus",
            "GET /",
            "GET /runs/{id}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/h2-console",
        "/beans",
        "/env",
        "/routes",
        "/info",
        "/loggers",
        "/stop",
        "/metrics",
        "/swagger-ui",
        "/favicon.ico",
        "/runs",
        "/runs/",
        "/runs/r-2",
        "/runs/..%2f..%2fetc",
        "/runs/%00"
      })
  void nothingElseIsThere(String path) {
    HttpResponse<String> answer = served.get(path);
    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(answer.body()).doesNotContainIgnoringCase("micronaut").doesNotContain("Exception");
  }

  @Test
  void anotherMethodIsRefused() {
    assertThat(served.get("/webhooks/github").statusCode()).isEqualTo(405);
    HttpRequest.Builder post = HttpRequest.newBuilder(served.at("/"));
    assertThat(served.send(post.POST(HttpRequest.BodyPublishers.noBody())).statusCode())
        .isEqualTo(405);
  }

  @Test
  void healthHasNoDetails() {
    for (String path : List.of("/health", "/health/liveness", "/health/readiness")) {
      assertThat(served.get(path).body()).isEqualTo("{\"status\":\"UP\"}");
    }
    memory.databaseIsAway();
    assertThat(served.get("/health/readiness").statusCode()).isEqualTo(503);
    assertThat(served.get("/health").body()).isEqualTo("{\"status\":\"DOWN\"}");
    assertThat(served.get("/health/liveness").statusCode()).isEqualTo(200);
    assertThat(served.get("/prometheus").body()).contains("understudy_lanes{state=\"dead\"} NaN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/runs/r-1", "/health", "/nowhere", "/prometheus"})
  void everyAnswerIsHardenedAndTellsNoVersion(String path) {
    HttpResponse<String> answer = served.get(path);
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none';"));
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/runs/r-1"})
  void everyForeignTextIsEscapedAndNothingIsLoaded(String path) {
    HttpResponse<String> answer = served.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(answer.body())
        .contains("&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;\\u202E")
        .doesNotContain("<script")
        .doesNotContain("\u202E")
        .doesNotContain("src=")
        .doesNotContain("@import")
        .contains("color-scheme:light dark")
        .contains("name=\"viewport\"")
        .contains("acme/sql#88")
        .contains("2026-11-21 12:00:00 UTC");
  }

  @Test
  void aRunsPageHasItsLogAndALinkToThePullRequest() {
    assertThat(served.get("/runs/r-1").body())
        .contains("<a href=\"https://github.com/acme/sql/pull/88\">acme/sql#88</a>")
        .contains("2026-11-21 12:00:00 UTC  done")
        .contains("31 s");
    assertThat(served.get("/").body()).contains("<a href=\"runs/r-1\">acme/sql#88</a>");
  }

  @Test
  void thePagesFindEachOtherAlsoBelowAPathThatAProxyCutsOff() {
    assertThat(linked("/", "https://example.com/understudy/", "\">acme/sql#88</a>"))
        .isEqualTo("https://example.com/understudy/runs/r-1");
    assertThat(linked("/runs/r-1", "https://example.com/understudy/runs/r-1", "\">All runs</a>"))
        .isEqualTo("https://example.com/understudy/");
    assertThat(linked("/runs/none", "https://example.com/understudy/runs/none", "\">All runs</a>"))
        .isEqualTo("https://example.com/understudy/");
  }

  /** Where a page's link with this text leads when the page was reached by an address. */
  private String linked(String path, String address, String text) {
    String before = served.get(path).body();
    before = before.substring(0, before.indexOf(text));
    String href = before.substring(before.lastIndexOf("href=\"") + "href=\"".length());
    return URI.create(address).resolve(href).toString();
  }

  @Test
  void aPageSaysWhenTheDatabaseIsAwayAndABugTellsNothing() {
    memory.databaseIsAway();
    assertThat(served.get("/").statusCode()).isEqualTo(503);
    assertThat(served.get("/").body()).contains("The database does not answer now");
    memory.failure = new IllegalStateException("canary");
    assertThat(served.get("/").statusCode()).isEqualTo(500);
    assertThat(served.get("/").body()).doesNotContain("canary");
  }

  @Test
  void thePageSecretIsAskedForWhereItIsSet() {
    try (Served guarded = new Served(PAGE_SECRET, Served.PAGE)) {
      for (String path : List.of("/", "/runs/r-1", "/prometheus", "/nowhere")) {
        HttpResponse<String> answer = guarded.caller.get(path);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
            .hasValueSatisfying(value -> assertThat(value).startsWith("Basic"));
        assertThat(answer.body()).doesNotContain("acme");
      }
      for (String wrong :
          List.of("x:", "x:wrong", "x:" + Served.PAGE + "x", Served.PAGE + ":", ":")) {
        assertThat(guarded.caller.get("/", "Authorization", basic(wrong)).statusCode())
            .isEqualTo(401);
      }
      for (String wrong : List.of("Basic", "Basic !", "Bearer " + Served.PAGE, Served.PAGE)) {
        assertThat(guarded.caller.get("/", "Authorization", wrong).statusCode()).isEqualTo(401);
      }
      String right = basic("me:" + Served.PAGE);
      assertThat(guarded.caller.get("/", "Authorization", right).statusCode()).isEqualTo(200);
      assertThat(guarded.caller.get("/health").statusCode()).isEqualTo(200);
      assertThat(guarded.caller.send(guarded.caller.github("ping", "d", "{}")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void withoutASecretNobodyElseSeesThePages() {
    for (String[] settings :
        List.of(
            new String[] {"UNDERSTUDY_HOST", "0.0.0.0"},
            new String[] {PUBLIC_URL, "https://understudy.example.com"})) {
      try (Served outside = new Served(settings)) {
        assertThat(outside.caller.get("/").statusCode()).isEqualTo(403);
        assertThat(outside.caller.get("/prometheus").statusCode()).isEqualTo(403);
        assertThat(outside.caller.get("/health").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void anAddressInUseIsSaidInOneSentence() {
    String port = Integer.toString(served.port());
    assertThatThrownBy(() -> new Served("UNDERSTUDY_PORT", port).close())
        .isInstanceOf(Unavailable.class)
        .hasMessage("cannot listen on 127.0.0.1:" + port + ": is it in use?");
  }

  @Test
  void itStartsAndStopsQuickly() {
    long begun = System.nanoTime();
    try (Served another = new Served()) {
      assertThat(another.caller.get("/health/readiness").statusCode()).isEqualTo(200);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }
}
