package dev.understudy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.cli.Webhook;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends deliveries at a steady pace, whether or not answers are late, in a process of its own, so
 * that nothing else of the benchmark stops it. It reads a JSON file: {@code pings} and {@code
 * deliveries}, each a list of {@code url}, {@code event}, {@code id} and {@code payload}, and
 * {@code pace}, how many of them a second. The pings come first: then nobody is cold, and what they
 * took at the end is the baseline, an answer that commits nothing.
 */
final class Sender {
  private Sender() {}

  /** Sends, and prints how long the answers took. */
  public static void main(String[] arguments) throws Exception {
    JsonNode wanted = new ObjectMapper().readTree(Path.of(arguments[0]).toFile());
    int pace = wanted.path("pace").asInt();
    List<HttpRequest> pings = requests(wanted.path("pings"));
    List<HttpRequest> deliveries = requests(wanted.path("deliveries"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      send(client, pings, pace);
      // what was read is put away now, so that its own collector does not stop the sender later
      System.gc();
      long before = collections();
      Times baseline = send(client, pings, pace);
      Times times = send(client, deliveries, pace);
      if (collections() > before) {
        throw new IllegalStateException(
            "the sender's collector stopped it meanwhile: give it a larger young generation");
      }
      System.out.printf(
          "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms, %d not 2xx;"
              + " baseline, a ping: p50 %.1f ms, p99 %.1f ms%n",
          times.at(50),
          times.at(95),
          times.at(99),
          times.at(100),
          times.refused,
          baseline.at(50),
          baseline.at(99));
    }
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private static List<HttpRequest> requests(JsonNode all) {
    List<HttpRequest> requests = new ArrayList<>();
    for (JsonNode one : all) {
      requests.add(
          Webhook.request(
              one.path("url").asText(),
              one.path("event").asText(),
              one.path("id").asText(),
              one.path("payload").asText()));
    }
    return requests;
  }

  /**
   * How long the answers took.
   *
   * @param nanos in order
   */
  private record Times(long[] nanos, int refused) {
    /** In milliseconds. */
    double at(int percent) {
      return nanos[Math.min(nanos.length - 1, nanos.length * percent / 100)] / 1e6;
    }
  }

  /** A request's time begins when it is due, not when it is sent. */
  private static Times send(HttpClient client, List<HttpRequest> requests, int pace)
      throws Exception {
    long[] nanos = new long[requests.size()];
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < requests.size(); i++) {
      long due = begin + TimeUnit.SECONDS.toNanos(i) / pace;
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      int index = i;
      answers.add(
          client
              .sendAsync(requests.get(i), HttpResponse.BodyHandlers.discarding())
              .handle(
                  (answer, _) -> {
                    nanos[index] = System.nanoTime() - due;
                    return answer != null && answer.statusCode() / 100 == 2 ? 0 : 1;
                  }));
    }
    int refused = 0;
    for (CompletableFuture<Integer> answer : answers) {
      refused += answer.get();
    }
    Arrays.sort(nanos);
    return new Times(nanos, refused);
  }
}
