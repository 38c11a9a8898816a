package dev.understudy.deploy;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.config.Settings;
import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Graphs;
import dev.understudy.plan.Member;
import dev.understudy.plan.SchemaSources;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.StagePlanner;
import dev.understudy.plan.Step;
import dev.understudy.report.Outcome;
import dev.understudy.report.Progress;
import dev.understudy.report.Result;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.warehouse.Limits;
import dev.understudy.warehouse.RateLimits;
import dev.understudy.warehouse.Retry;
import dev.understudy.warehouse.Sleeper;
import dev.understudy.warehouse.bigquery.BigQueryWarehouse;
import dev.understudy.warehouse.bigquery.Connection;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Plans every single artifact of a revision as if it had changed, then replays a file of commits,
 * one a line, newest first, each against the next. Arguments: the repository, the revision, the
 * file of commits.
 */
public final class PlanCampaign {
  /** Closures need no columns. */
  private static final SqlAnalyzer NOTHING =
      new SqlAnalyzer() {
        @Override
        public Verdict analyze(Analysis analysis) {
          return new Verdict.Unknown("not asked");
        }

        @Override
        public Map<Identifier, Inferred> infer(Analysis analysis, Set<Identifier> unknown) {
          return Map.of();
        }
      };

  private PlanCampaign() {}

  /** Runs the campaign. */
  public static void main(String[] args) throws java.io.IOException {
    Settings settings =
        Settings.of(Map.of("UNDERSTUDY_STATE_DIR", System.getProperty("java.io.tmpdir") + "/plan"));
    try (GoogleSql sql = GoogleSql.start();
        Workspace workspace = new Workspace(Path.of(args[0]), settings, sql)) {
      single(workspace, args[1]);
      replay(workspace, sql, java.nio.file.Files.readAllLines(Path.of(args[2])), args[0]);
    }
  }

  private static void single(Workspace workspace, String revision) {
    Workspace.Side side = workspace.side(revision);
    var definitions = workspace.definitions(side);
    Map<String, Integer> counts = new TreeMap<>();
    List<Integer> sizes = new ArrayList<>();
    Graphs.of(definitions);
    Instant start = InstantSource.system().instant();
    for (Artifact artifact : side.catalog().artifacts()) {
      Change change =
          new Change(
              artifact.id(), artifact.kind(), artifact.path(), Change.Type.MODIFIED, null, true);
      try {
        StagePlan plan =
            new StagePlanner(
                    definitions, side.config().stage(), "s", new SchemaSources(List.of(), NOTHING))
                .plan(List.of(change), rehearsal(revision));
        sizes.add(plan.members().size());
        counts.merge("planned", 1, Integer::sum);
        long impossible =
            plan.members().stream().filter(m -> m.step() instanceof Step.Impossible).count();
        counts.merge(impossible == 0 ? "complete" : "with named problems", 1, Integer::sum);
        boolean placeholders =
            plan.members().stream().anyMatch(m -> m.origin() == Member.Origin.PLACEHOLDER);
        counts.merge("with placeholders", placeholders ? 1 : 0, Integer::sum);
      } catch (Problem e) {
        counts.merge("refused", 1, Integer::sum);
        System.out.println("refused " + artifact.id() + ": " + e.getMessage());
      }
    }
    sizes.sort(null);
    System.out.println(
        "single artifacts "
            + counts
            + ", closure median "
            + sizes.get(sizes.size() / 2)
            + ", p90 "
            + sizes.get(sizes.size() * 9 / 10)
            + ", max "
            + sizes.get(sizes.size() - 1)
            + ", "
            + Duration.between(start, InstantSource.system().instant()).toSeconds()
            + " s");
  }

  private static StagePlanner.Rehearsal rehearsal(String revision) {
    return new StagePlanner.Rehearsal(
        null, null, "campaign", revision, null, InstantSource.system().instant());
  }

  private static void replay(
      Workspace workspace, GoogleSql sql, List<String> commits, String repository) {
    Map<String, Integer> counts = new TreeMap<>();
    Instant start = InstantSource.system().instant();
    try (BigQueryEndpoint endpoint =
        BigQueryEndpoint.start(
            BigQueryEndpoint.Options.of(null, InstantSource.system()), sql, sql)) {
      BigQueryWarehouse warehouse = warehouse(URI.create(endpoint.url()));
      for (int i = 0; i + 1 < commits.size(); i++) {
        Selection selection =
            new Selection(Path.of(repository), commits.get(i + 1), commits.get(i), null, List.of());
        try {
          StagePlan plan =
              new StageFlow(workspace, sql, InstantSource.system()).plan(selection, "r" + i).plan();
          counts.merge("changed", plan.changed().size(), Integer::sum);
          counts.merge("plans with problems", plan.hasErrors() ? 1 : 0, Integer::sum);
          deploy(warehouse, plan, counts);
        } catch (Problem e) {
          counts.merge("refused", 1, Integer::sum);
          System.out.println(commits.get(i) + " " + e.getMessage());
        }
      }
    }
    System.out.println(
        "replayed "
            + (commits.size() - 1)
            + " deltas "
            + counts
            + ", "
            + Duration.between(start, InstantSource.system().instant()).toSeconds()
            + " s");
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

  private static void deploy(
      BigQueryWarehouse warehouse, StagePlan plan, Map<String, Integer> counts) {
    PlanRunner runner =
        new PlanRunner(warehouse, 4, Duration.ofSeconds(5), InstantSource.system(), Progress.NONE);
    Outcome outcome = runner.run(plan.datasets(), plan.members());
    for (Result result : outcome.results()) {
      counts.merge(result.state().name(), 1, Integer::sum);
      if (result.state() == Result.State.FAILED) {
        System.out.println("failed " + result.id() + " " + result.message());
      }
    }
  }
}
