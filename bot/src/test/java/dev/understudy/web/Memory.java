package dev.understudy.web;

import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.intake.Deliveries;
import dev.understudy.intake.Received;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A backend in memory that can be told to fail. */
final class Memory implements Mailbox, Board, Gauges {
  static final String EVIL = "\"><script>alert('&')</script>\u202E";

  private static final PullRequestId PULL = new PullRequestId(RepositoryName.of("acme/sql"), 88);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.5Z");

  final Map<String, Received> kept = new ConcurrentHashMap<>();
  volatile @Nullable RuntimeException failure;

  Backend backend() {
    return new Backend(this, this, this);
  }

  /** As it was when it was new. */
  void clear() {
    kept.clear();
    failure = null;
  }

  @Override
  public Receipt accept(String source, String deliveryId, Received received) {
    fail();
    return kept.putIfAbsent(source + " " + deliveryId, received) == null
        ? Receipt.ACCEPTED
        : Receipt.DUPLICATE;
  }

  @Override
  public Lanes lanes() {
    fail();
    return new Lanes(3, 2, 1);
  }

  @Override
  public Overview overview() {
    fail();
    return new Overview(
        List.of(new Stage(PULL, Deliveries.SHA, EVIL, 3, NOON)),
        List.of(new Lane(PULL, Lane.State.DEAD, 5, NOON, EVIL)),
        List.of(new Run("r-1", PULL, EVIL, EVIL, NOON, null)));
  }

  @Override
  public Optional<RunPage> run(String id) {
    fail();
    Run run = new Run(id, PULL, Deliveries.SHA, EVIL, NOON, Duration.ofSeconds(31));
    return id.equals("r-1")
        ? Optional.of(
            new RunPage(
                run,
                URI.create("https://github.com/acme/sql/pull/88"),
                EVIL,
                List.of(new Member(EVIL, EVIL, EVIL, EVIL, EVIL)),
                List.of(new Line(NOON, EVIL), new Line(NOON, "done"))))
        : Optional.empty();
  }

  private void fail() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  void databaseIsAway() {
    failure = new Unavailable("the database does not answer", null);
  }
}
