package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.bot.BotServer;
import dev.understudy.bot.CircleTests;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.GitHubSandbox;
import dev.understudy.sandbox.OpenApiConformance;
import dev.understudy.source.ScratchRepository;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import dev.understudy.store.LaneRow;
import dev.understudy.store.Lanes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A small world in which things go wrong, and what must be so when they no longer do. */
final class FaultWorld extends TestWorld {
  static final String VIEW = "sql/p/d/w/view.sql";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Lost things are looked for every second, and what failed is tried again at once. */
  private static final BotServer.Rhythm HASTE =
      new BotServer.Rhythm(
          Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofDays(1), Duration.ofMillis(20));

  final Model model = new Model();

  @SuppressWarnings("NullAway.Init")
  private OpenApiConformance conformance;

  private int changes;

  @Override
  SandboxWorld start(Path folder) {
    SandboxWorld started =
        new SandboxWorld(
            folder,
            InstantSource.system(),
            FaultWorld::files,
            new SandboxWorld.Manner(HASTE, CircleTests.none(), Map.of(), SharedGoogleSql.SQL));
    conformance = OpenApiConformance.of(started.gitHub());
    started.gitHub().permission(started.name(), "ada", Permission.WRITE);
    return started;
  }

  @Override
  void stop() {
    conformance.close();
  }

  static void files(ScratchRepository git) {
    git.write("sql/p/raw/t/schema.yaml", "fields: [{name: a, type: INTEGER}]\n");
    git.write("sql/p/d/v/view.sql", "CREATE OR REPLACE VIEW `p.d.v` AS SELECT a FROM `p.raw.t`\n");
    git.write(VIEW, view(0));
  }

  /** The text of the view after so many changes. */
  static String view(int changes) {
    return "CREATE OR REPLACE VIEW `p.d.w` AS SELECT a + " + changes + " AS a FROM `p.d.v`\n";
  }

  GitHubSandbox github() {
    return world.gitHub();
  }

  private void change() {
    world.files().write(VIEW, view(++changes));
  }

  PullRequestId opened() {
    change();
    PullRequestId pull = world.open("ada", "change" + changes, "Change " + changes);
    model.open(pull, world.head(pull));
    return pull;
  }

  String pushed(PullRequestId pull) {
    change();
    String sha = world.push("ada", pull, "Change " + changes);
    model.open(pull, sha);
    return sha;
  }

  void closed(PullRequestId pull) {
    github().as("ada").close(pull);
    model.closed(pull);
  }

  void reopened(PullRequestId pull) {
    github().as("ada").reopen(pull);
    model.open(pull, world.head(pull));
  }

  /** Waits until a run has said that it is under way. */
  void awaitRunning(PullRequestId pull) {
    world.await(() -> world.check(world.head(pull)).isPresent());
  }

  /** Waits until nothing is left to do, and compares what there is with what should be. */
  void settlesAsItShould() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && !settled()) {
      pause();
    }
    assertThat(differences()).isEmpty();
    assertThat(idle()).isTrue();
  }

  /** What the bot itself does is delivered to it too, and may give it something to look at. */
  private boolean settled() {
    if (!idle() || !differences().isEmpty()) {
      return false;
    }
    github().settle();
    return idle() && differences().isEmpty();
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private List<String> differences() {
    return model.differences(github(), world.name(), world.datasets());
  }

  private boolean idle() {
    Instant now = world.database().clock().instant();
    return new Lanes(world.database()).list().stream().allMatch(lane -> rests(lane, now));
  }

  LaneRow lane(PullRequestId pull) {
    return new Lanes(world.database()).find(pull).orElseThrow();
  }

  private static boolean rests(LaneRow lane, Instant now) {
    Instant due = lane.dueAt();
    return lane.worker() == null && lane.attempts() == 0 && (due == null || due.isAfter(now));
  }

  /** Changes the bot's database behind its back. */
  void run(String sql) {
    try (Connection connection = world.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new Unavailable(sql + " cannot be done: " + e.getMessage(), e);
    }
  }
}
