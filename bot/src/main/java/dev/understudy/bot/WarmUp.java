package dev.understudy.bot;

import dev.understudy.failure.Unavailable;
import dev.understudy.intake.GitHubEvents;
import dev.understudy.intake.Received;
import dev.understudy.store.Inbox;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Pushes that a server takes in and takes back before it is ready. The first real deliveries would
 * else wait for what is done once: connections, the database's plans, code that is not compiled
 * yet.
 */
final class WarmUp {
  /** For each of those at once; the JDK compiles what has run 200 times. */
  private static final int TRIALS = 50;

  private final Inbox inbox;

  WarmUp(Inbox inbox) {
    this.inbox = inbox;
  }

  /**
   * Takes them in and back.
   *
   * @param atOnce how many at the same time
   * @throws Unavailable where the inbox cannot be written
   */
  void run(int atOnce) {
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
      Stream.generate(() -> CompletableFuture.runAsync(this::tryOut, threads))
          .limit(atOnce)
          .toList()
          .forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof Unavailable unavailable ? unavailable : e;
    }
  }

  /** Nobody else pushes there: trials do not wait for each other, nor deliveries for them. */
  private void tryOut() {
    byte[] push = push("warm-up-" + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
    GitHubEvents events = new GitHubEvents(0);
    for (int i = 0; i < TRIALS; i++) {
      Received received = events.read("pull_request", push);
      inbox.tryOut(
          Letterbox.delivery("github", UUID.randomUUID().toString(), received),
          Objects.requireNonNull(received.lane()));
    }
  }

  /** What GitHub says of a push, as far as it is read. */
  private static String push(String repository) {
    return """
        {"action": "synchronize", "number": 1,
         "pull_request": {"number": 1, "updated_at": "2026-01-01T00:00:00Z",
           "head": {"sha": "0123456789abcdef0123456789abcdef01234567", "ref": "change"}},
         "repository": {"name": "%1$s", "full_name": "understudy/%1$s", "owner": {"login": "understudy"}},
         "sender": {"login": "understudy", "type": "User"}}
        """
        .formatted(repository);
  }
}
