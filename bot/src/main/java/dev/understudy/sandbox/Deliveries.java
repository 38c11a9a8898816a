package dev.understudy.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends webhooks and remembers how that went ("Webhooks", docs.github.com). */
final class Deliveries implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int ANSWER_LIMIT = 10_000;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final InstantSource clock;
  private final String secret;
  private final AtomicLong lastId = new AtomicLong(5_000_000_000L);
  private final List<Delivery> attempts = new ArrayList<>();
  private final Deque<Disturbance> disturbances = new ArrayDeque<>();
  private final List<Letter> held = new ArrayList<>();
  private int reversed;
  private @Nullable URI receiver;

  /** What is delivered, once or more often. */
  private record Letter(String guid, World.Event event, String payload) {}

  /** How an attempt ended. */
  private record Outcome(String status, int code, @Nullable String answer, double seconds) {}

  Deliveries(InstantSource clock, String secret) {
    this.clock = clock;
    this.secret = secret;
  }

  synchronized void sendTo(@Nullable URI url) {
    receiver = url;
  }

  synchronized void disturb(Disturbance disturbance, int times) {
    for (int i = 0; i < times; i++) {
      disturbances.add(disturbance);
    }
    if (disturbance == Disturbance.REVERSED) {
      reversed += times;
    }
  }

  /** Sends an event, and returns when its receiver has answered or did not in time. */
  void deliver(World.Event event) {
    Letter letter = new Letter(UUID.randomUUID().toString(), event, event.payload().toString());
    switch (disturbance()) {
      case null -> attempt(letter, false);
      case LOST -> {}
      case FAILED -> record(letter, false, clock.instant(), unreachable(0));
      case TWICE -> {
        attempt(letter, false);
        attempt(letter, false);
      }
      case REVERSED -> hold(letter).forEach(l -> attempt(l, false));
    }
  }

  private synchronized @Nullable Disturbance disturbance() {
    return receiver == null ? null : disturbances.poll();
  }

  /** Keeps a letter back until enough are there. */
  private synchronized List<Letter> hold(Letter letter) {
    held.add(letter);
    return --reversed == 0 ? released() : List.of();
  }

  /** Sends what is still held back. */
  void release() {
    released().forEach(l -> attempt(l, false));
  }

  private synchronized List<Letter> released() {
    List<Letter> letters = List.copyOf(held).reversed();
    held.clear();
    return letters;
  }

  /** Sends what a delivery held once more, under the same GUID. */
  void redeliver(Delivery delivery) {
    World.Event event =
        new World.Event(
            delivery.event(),
            delivery.action(),
            delivery.installation(),
            delivery.repository(),
            Json.object());
    attempt(new Letter(delivery.guid(), event, delivery.payload()), true);
  }

  private void attempt(Letter letter, boolean again) {
    URI to = receiver();
    if (to != null) {
      Instant at = clock.instant();
      record(letter, again, at, send(to, letter));
    }
  }

  private synchronized @Nullable URI receiver() {
    return receiver;
  }

  private Outcome send(URI to, Letter letter) {
    long start = System.nanoTime();
    try {
      HttpResponse<String> answer = client.send(request(to, letter), BodyHandlers.ofString());
      int code = answer.statusCode();
      String status = code / 100 == 2 ? "OK" : "Invalid HTTP Response: " + code;
      String body = answer.body();
      String kept = body.substring(0, Math.min(body.length(), ANSWER_LIMIT));
      return new Outcome(status, code, kept, seconds(start));
    } catch (HttpTimeoutException _) {
      return new Outcome("timed out", 504, null, seconds(start));
    } catch (IOException _) {
      return unreachable(seconds(start));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return unreachable(seconds(start));
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static Outcome unreachable(double seconds) {
    return new Outcome("failed to connect to host", 502, null, seconds);
  }

  private HttpRequest request(URI to, Letter letter) {
    byte[] body = letter.payload().getBytes(StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(to)
        .timeout(PATIENCE)
        .header("Accept", "*/*")
        .header("Content-Type", "application/json")
        .header("User-Agent", "GitHub-Hookshot/sandbox")
        .header("X-GitHub-Delivery", letter.guid())
        .header("X-GitHub-Event", letter.event().name())
        .header("X-GitHub-Hook-ID", "" + World.HOOK)
        .header("X-GitHub-Hook-Installation-Target-ID", "" + World.APP)
        .header("X-GitHub-Hook-Installation-Target-Type", "integration")
        .header("X-Hub-Signature-256", Signing.signature(secret, body))
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private synchronized void record(Letter letter, boolean again, Instant at, Outcome outcome) {
    attempts.add(
        new Delivery(
            lastId.incrementAndGet(),
            letter.guid(),
            letter.event().name(),
            letter.event().action(),
            letter.event().installation(),
            letter.event().repository(),
            letter.payload(),
            at,
            again,
            outcome.seconds(),
            outcome.status(),
            outcome.code(),
            outcome.answer()));
  }

  /** All attempts, oldest first. */
  synchronized List<Delivery> attempts() {
    return List.copyOf(attempts);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
