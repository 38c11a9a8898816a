package dev.understudy.bot;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.job.Turn;
import dev.understudy.plan.Finding;
import dev.understudy.plan.Member;
import dev.understudy.report.Outcome;
import dev.understudy.report.Progress;
import dev.understudy.report.Result;
import dev.understudy.report.comment.PullRequestReport;
import dev.understudy.report.comment.RunState;
import dev.understudy.store.InboxRow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run as it goes on: its log, the comment now and then, and whether it still makes sense. */
final class Live implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);

  /** How often the comment is written while a run goes on: writes are counted by the hour. */
  private static final Duration PACE = Duration.ofSeconds(15);

  private final Tools tools;
  private final Turn turn;
  private final Predicate<InboxRow> news;
  private final String run;
  private final Consumer<PullRequestReport> teller;
  private final PullRequestReport report;
  private final AtomicInteger done = new AtomicInteger();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Set<Long> greeted = new HashSet<>();
  private volatile int total;
  private Instant told;

  Live(
      Tools tools,
      Turn turn,
      Predicate<InboxRow> news,
      String run,
      Consumer<PullRequestReport> teller,
      PullRequestReport report) {
    this.tools = tools;
    this.turn = turn;
    this.news = news;
    this.run = run;
    this.teller = teller;
    this.report = report;
    this.told = tools.clock().instant();
  }

  @Override
  public void planned(List<Member> members) {
    total = members.size();
    lines.add("staging " + total + " artifacts");
  }

  @Override
  public void started(Member member) {}

  @Override
  public void finished(Result result) {
    done.incrementAndGet();
    String message = result.message() == null ? "" : ": " + result.message();
    lines.add(result.state().name().toLowerCase(Locale.ROOT) + " " + result.id() + message);
  }

  @Override
  public void waiting(String what, Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) > 0) {
      lines.add("waiting " + duration.toSeconds() + " s for the rate limit of " + what);
    }
  }

  /**
   * To be called again and again by the turn's own thread.
   *
   * @throws RuntimeException where the run makes no sense any more
   */
  void tick() {
    turn.safePoint(news);
    flush();
    List<InboxRow> arrived = turn.arrived().stream().filter(row -> greeted.add(row.id())).toList();
    courtesy(() -> tools.desk().greet(turn, arrived));
    Instant now = tools.clock().instant();
    if (Duration.between(told, now).compareTo(PACE) >= 0) {
      told = now;
      courtesy(() -> teller.accept(report.with(new RunState.Staging(done.get(), total))));
    }
  }

  /** What is only told on the way does not end a run where the forge does not take it. */
  private void courtesy(Runnable telling) {
    try {
      telling.run();
    } catch (Problem | Unavailable e) {
      LOG.warn("{} is not told how it goes: {}", turn.lane(), e.getMessage());
    }
  }

  /** Writes the lines so far into the run's log. */
  void flush() {
    for (String line = lines.poll(); line != null; line = lines.poll()) {
      tools.runs().log(turn.lease(), run, line);
    }
  }

  /** What failed, as findings: for a rehearsal that made no stage. */
  static List<Finding> failures(Outcome outcome) {
    return outcome.results().stream()
        .filter(result -> result.state() == Result.State.FAILED)
        .map(result -> Finding.error(result.id(), Location.NONE, String.valueOf(result.message())))
        .toList();
  }
}
