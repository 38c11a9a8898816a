package dev.understudy.bot;

import dev.understudy.failure.Location;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Command;
import dev.understudy.intake.Event;
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

/** A run as it goes on: its log, the comment now and then, and whether it still makes sense. */
final class Live implements Progress {
  /** How often the comment is written while a run goes on: writes are counted by the hour. */
  private static final Duration PACE = Duration.ofSeconds(15);

  private final Tools tools;
  private final Turn turn;
  private final PullRequest pull;
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
      PullRequest pull,
      String run,
      Consumer<PullRequestReport> teller,
      PullRequestReport report) {
    this.tools = tools;
    this.turn = turn;
    this.pull = pull;
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
    turn.safePoint(row -> matters(row, pull));
    flush();
    List<InboxRow> arrived = turn.arrived().stream().filter(row -> greeted.add(row.id())).toList();
    tools.desk().greet(turn.lane().repository(), arrived);
    Instant now = tools.clock().instant();
    if (Duration.between(told, now).compareTo(PACE) >= 0) {
      told = now;
      teller.accept(report.with(new RunState.Staging(done.get(), total)));
    }
  }

  /** Writes the lines so far into the run's log. */
  void flush() {
    for (String line = lines.poll(); line != null; line = lines.poll()) {
      tools.runs().log(turn.lease(), run, line);
    }
  }

  /** Whether what came makes it pointless to go on: another commit, an end, another wish. */
  static boolean matters(InboxRow row, PullRequest pull) {
    return switch (Desk.event(row).orElse(null)) {
      case Event.PullRequestTouched(var action, var sha) ->
          switch (action) {
            case CLOSED, CONVERTED_TO_DRAFT, BASE_CHANGED -> true;
            default -> !sha.equals(pull.headSha());
          };
      case Event.Commanded asked -> asked.commands().stream().anyMatch(Live::stops);
      case Event.CheckRequested _ -> true;
      case null, default -> false;
    };
  }

  private static boolean stops(Command command) {
    return command instanceof Command.Cancel
        || command instanceof Command.Clean
        || command instanceof Command.Stage;
  }

  /** What failed, as findings: for a rehearsal that made no stage. */
  static List<Finding> failures(Outcome outcome) {
    return outcome.results().stream()
        .filter(result -> result.state() == Result.State.FAILED)
        .map(result -> Finding.error(result.id(), Location.NONE, String.valueOf(result.message())))
        .toList();
  }
}
