package dev.understudy.web;

import dev.understudy.failure.Unavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What Prometheus reads: deliveries and how long their answer took, lanes, memory. */
@Singleton
final class Metrics {
  private static final String DELIVERIES = "understudy.deliveries";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<Gauges.@Nullable Lanes> lanes = new AtomicReference<>();
  private final Gauges gauges;

  @Inject
  Metrics(Backend backend) {
    this.gauges = backend.gauges();
    new JvmMemoryMetrics().bindTo(registry);
    lanes("ready", Gauges.Lanes::ready);
    lanes("leased", Gauges.Lanes::leased);
    lanes("dead", Gauges.Lanes::dead);
  }

  private void lanes(String state, ToLongFunction<Gauges.Lanes> number) {
    Gauge.builder("understudy.lanes", lanes, held -> number(held.get(), number))
        .description("Lanes that have work")
        .tag("state", state)
        .strongReference(true)
        .register(registry);
  }

  private static double number(Gauges.@Nullable Lanes lanes, ToLongFunction<Gauges.Lanes> number) {
    return lanes == null ? Double.NaN : number.applyAsLong(lanes);
  }

  /** Begins to measure an answer. */
  Timer.Sample begin() {
    return Timer.start(registry);
  }

  /** Counts a delivery, with the time its answer took. */
  void delivered(Timer.Sample begun, String source, String event, Outcome outcome) {
    begun.stop(
        Timer.builder(DELIVERIES)
            .description("Deliveries and the seconds that their answer took")
            .tags("source", source, "event", event, "outcome", outcome.label())
            .register(registry));
  }

  /** Everything in Prometheus's text format; lanes are asked for now, once. */
  String scrape() {
    Gauges.Lanes now = null;
    try {
      now = gauges.lanes();
    } catch (Unavailable _) {
      // the numbers are then not known, and the rest still is
    }
    lanes.set(now);
    return registry.scrape();
  }
}
