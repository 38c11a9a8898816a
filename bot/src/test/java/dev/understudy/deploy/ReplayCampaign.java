package dev.understudy.deploy;

import dev.understudy.artifact.Identifier;
import dev.understudy.config.Settings;
import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Outcome;
import dev.understudy.report.Progress;
import dev.understudy.report.Result;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.warehouse.Limits;
import dev.understudy.warehouse.RateLimits;
import dev.understudy.warehouse.Retry;
import dev.understudy.warehouse.Sleeper;
import dev.understudy.warehouse.bigquery.BigQueryWarehouse;
import dev.understudy.warehouse.bigquery.Connection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Plans and deploys to an embedded endpoint each of the commits in a file, one a line, newest
 * first, against the next. Counts what did not deploy by the kind of its message. Arguments: the
 * repository, the file of commits.
 */
public final class ReplayCampaign {
  /** The campaign shares its machine: what a quiet one infers in seconds may take minutes. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Workspace workspace;
  private final GoogleSql sql;
  private final BigQueryWarehouse warehouse;

  private ReplayCampaign(Workspace workspace, GoogleSql sql, BigQueryWarehouse warehouse) {
    this.workspace = workspace;
    this.sql = sql;
    this.warehouse = warehouse;
  }

  /** Runs the campaign. */
  public static void main(String[] args) throws IOException {
    Settings settings =
        Settings.of(Map.of("UNDERSTUDY_STATE_DIR", System.getProperty("java.io.tmpdir") + "/plan"));
    try (GoogleSql sql = GoogleSql.start();
        Workspace workspace = new Workspace(Path.of(args[0]), settings, sql);
        BigQueryEndpoint endpoint =
            BigQueryEndpoint.start(
                BigQueryEndpoint.Options.of(null, InstantSource.system()), sql, sql)) {
      new ReplayCampaign(workspace, sql, warehouse(URI.create(endpoint.url())))
          .replay(Path.of(args[0]), Files.readAllLines(Path.of(args[1])));
    }
  }

  private void replay(Path repository, List<String> commits) {
    Instant start = InstantSource.system().instant();
    for (int i = 0; i + 1 < commits.size(); i++) {
      Selection selection =
          new Selection(repository, commits.get(i + 1), commits.get(i), null, List.of());
      Instant from = InstantSource.system().instant();
      try {
        StageFlow flow = new StageFlow(workspace, sql, InstantSource.system());
        StagePlan plan = flow.withPatience(PATIENCE).plan(selection, "r" + i).plan();
        long planned = since(from);
        counts.merge("changed", plan.changed().size(), Integer::sum);
        counts.merge("plans with problems", plan.hasErrors() ? 1 : 0, Integer::sum);
        closure(plan);
        deploy(plan);
        System.out.printf(
            "%s %d members, planned in %d ms, deployed in %d ms%n",
            commits.get(i), plan.members().size(), planned, since(from) - planned);
      } catch (Problem e) {
        counts.merge("refused", 1, Integer::sum);
        System.out.println(commits.get(i) + " " + e.getMessage());
      } catch (RuntimeException e) {
        counts.merge("crashes", 1, Integer::sum);
        System.out.println(commits.get(i) + " crashed");
        e.printStackTrace(System.out);
      }
    }
    kinds.forEach((kind, count) -> System.out.println(count + " × " + kind));
    System.out.printf(
        "replayed %d deltas %s, %d s%n", commits.size() - 1, counts, since(start) / 1000);
  }

  /** Whatever a member needs is a member too, and comes before it. */
  private void closure(StagePlan plan) {
    Set<Identifier> made = new HashSet<>();
    for (Member member : plan.members()) {
      counts.merge("incomplete", made.containsAll(member.dependsOn()) ? 0 : 1, Integer::sum);
      made.add(member.id());
    }
    counts.merge("members", plan.members().size(), Integer::sum);
    counts.merge(
        "placeholders",
        (int) plan.members().stream().filter(Member::inferred).count(),
        Integer::sum);
  }

  private static long since(Instant start) {
    return Duration.between(start, InstantSource.system().instant()).toMillis();
  }

  private static BigQueryWarehouse warehouse(URI endpoint) {
    InstantSource clock = InstantSource.system();
    Limits none = new Limits(100_000, 100_000, 100_000, 100_000);
    return new BigQueryWarehouse(
        new Connection(endpoint, Settings.LOCAL_PROJECT, "US"),
        new RateLimits(none, clock, Sleeper.REAL, (_, _) -> {}),
        Retry.standard(clock, Sleeper.REAL, new SecureRandom()),
        () -> UUID.randomUUID().toString());
  }

  private void deploy(StagePlan plan) {
    PlanRunner runner =
        new PlanRunner(warehouse, 4, Duration.ofSeconds(5), InstantSource.system(), Progress.NONE);
    Outcome outcome = runner.run(plan.datasets(), plan.members());
    for (Result result : outcome.results()) {
      counts.merge(result.state().name(), 1, Integer::sum);
      if (result.state() == Result.State.FAILED) {
        System.out.println("failed " + result.id() + " " + result.message());
        kinds.merge(kind(String.valueOf(result.message())), 1, Integer::sum);
      }
    }
  }

  /** A message without the names in it. */
  private static String kind(String message) {
    return message
        .replaceAll("`[^`]*`", "…")
        .replaceAll("[\\w-]+(\\.[\\w*-]+)+", "…")
        .replaceAll("[\\w/-]+\\.(sql|yaml)(:\\d+)*", "…")
        .replaceAll("\\d+", "0")
        .replaceAll("(?s)(.{120}).*", "$1");
  }
}
