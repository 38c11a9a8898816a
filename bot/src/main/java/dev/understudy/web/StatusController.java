package dev.understudy.web;

import dev.understudy.failure.Unavailable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the server lives and can take deliveries, without any detail; and its metrics. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class StatusController {
  private static final Logger LOG = LoggerFactory.getLogger(StatusController.class);

  private final Gauges gauges;
  private final Metrics metrics;
  private final Life life;

  StatusController(Backend backend, Metrics metrics, Life life) {
    this.gauges = backend.gauges();
    this.metrics = metrics;
    this.life = life;
  }

  /** Whether it answers at all. */
  @Get("/health/liveness")
  HttpResponse<String> liveness() {
    return health(true);
  }

  /** Whether it can keep what it is sent: not while the database is away, or it is stopping. */
  @Get(uris = {"/health", "/health/readiness"})
  HttpResponse<String> readiness() {
    return health(!life.ending() && databaseAnswers());
  }

  /** Metrics in Prometheus's text format. */
  @Get("/prometheus")
  @Produces("text/plain; version=0.0.4; charset=utf-8")
  HttpResponse<String> prometheus() {
    return HttpResponse.ok(metrics.scrape());
  }

  private boolean databaseAnswers() {
    try {
      gauges.lanes();
      return true;
    } catch (Unavailable unavailable) {
      LOG.warn("not ready: {}", unavailable.getMessage());
      return false;
    }
  }

  private static HttpResponse<String> health(boolean up) {
    return HttpResponse.<String>status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body("{\"status\":\"" + (up ? "UP" : "DOWN") + "\"}");
  }
}
