package dev.understudy.sandbox;

import com.sun.net.httpserver.HttpExchange;
import dev.understudy.failure.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests as GitHub does, or worse where a fault says so. */
final class Http {
  private static final Logger LOG = LoggerFactory.getLogger(Http.class);
  private static final String NOT_JSON = "<html><body><h1>Unicorn!</h1></body></html>";

  private final World world;
  private final Gate gate;
  private final Faults faults;
  private final RateLimits limits;
  private final List<Route> routes;
  private final Consumer<List<World.Event>> echo;
  private final Consumer<Exchange> log;

  /** What a handler may use. */
  record Parts(World world, Faults faults, RateLimits limits, List<Route> routes) {}

  /**
   * Over a world.
   *
   * @param echo delivers what a request brought about
   * @param log is told of every request before its answer is sent
   */
  Http(Parts parts, Consumer<List<World.Event>> echo, Consumer<Exchange> log) {
    this.world = parts.world();
    this.gate = new Gate(world);
    this.faults = parts.faults();
    this.limits = parts.limits();
    this.routes = parts.routes();
    this.echo = echo;
    this.log = log;
  }

  void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = Request.of(exchange);
      Fault fault = faults.take(request.method(), request.path()).orElse(null);
      if (fault instanceof Fault.Delay(Duration time)) {
        pause(time);
      }
      Answer worse = fault == null ? null : faults.answer(fault);
      boolean performed =
          worse == null || (fault instanceof Fault.ServerError error && error.performed());
      Answer own = performed ? answer(request) : null;
      Answer answer = worse == null ? own : worse;
      if (answer != null) {
        tell(request, answer, worse != null);
        if (!(fault instanceof Fault.DropReply)) {
          send(exchange, answer);
        }
      }
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(Request request) {
    try {
      var done = world.locked(() -> authenticated(request));
      echo.accept(done.events());
      return done.result();
    } catch (RuntimeException e) {
      LOG.error("{} {} failed: {}", request.method(), request.target(), e.toString());
      LOG.debug("the failure", e);
      return new Refusal(500, "Server Error").answer();
    }
  }

  private Answer authenticated(Request request) {
    try {
      Caller caller = gate.caller(request.header("Authorization"));
      return limits.note(counted(request, caller), caller.key());
    } catch (Refusal refusal) {
      return refusal.answer();
    }
  }

  private Answer counted(Request request, Caller caller) {
    try {
      limits.refuseBeyond(caller);
      Answer answer = routed(request, caller);
      Answer tagged = request.method().equals("GET") ? tagged(request, answer) : answer;
      if (tagged.status() != 304 && !request.path().equals("/rate_limit")) {
        limits.count(caller);
      }
      return tagged;
    } catch (Refusal refusal) {
      limits.count(caller);
      return refusal.answer();
    } catch (Problem _) {
      return Refusal.notFound().answer();
    }
  }

  private Answer routed(Request request, Caller caller) {
    for (Route route : routes) {
      Matcher path = route.path().matcher(request.path());
      if (route.method().equals(request.method()) && path.matches()) {
        gate.check(caller, route.need(), path);
        Call call = new Call(caller, path, request.query(), Json.parse(request.body()));
        return route.handler().apply(call);
      }
    }
    throw Refusal.notFound();
  }

  /** An answer that the caller has already costs nothing ("Conditional requests"). */
  private static Answer tagged(Request request, Answer answer) {
    if (answer.body() == null) {
      return answer;
    }
    byte[] digest = Signing.sha256(Json.utf8(answer.body().toString()));
    String tag = "W/\"" + HexFormat.of().formatHex(digest) + "\"";
    Answer tagged = tag.equals(request.header("If-None-Match")) ? Answer.empty(304) : answer;
    return tagged.with("ETag", tag);
  }

  private void tell(Request request, Answer answer, boolean injected) {
    log.accept(
        new Exchange(
            world.clock.instant(),
            request.method(),
            request.target(),
            request.headers(),
            request.body(),
            answer.status(),
            answer.headers(),
            answer.body() == null ? null : answer.body().toString(),
            injected));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    var headers = exchange.getResponseHeaders();
    answer.headers().forEach(headers::set);
    if (answer.status() == 204 || answer.status() == 304) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    boolean json = answer.body() != null;
    byte[] body = Json.utf8(json ? String.valueOf(answer.body()) : NOT_JSON);
    headers.set("Content-Type", json ? "application/json; charset=utf-8" : "text/html");
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
