package dev.understudy.deploy;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.config.Settings;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Graphs;
import dev.understudy.plan.Member;
import dev.understudy.plan.SchemaSources;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.StagePlanner;
import dev.understudy.plan.Step;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.googlesql.GoogleSql;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plans every single artifact of a revision as if it had changed. Arguments: the repository, the
 * revision.
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
  public static void main(String[] args) {
    Settings settings =
        Settings.of(Map.of("UNDERSTUDY_STATE_DIR", System.getProperty("java.io.tmpdir") + "/plan"));
    try (GoogleSql sql = GoogleSql.start();
        Workspace workspace = new Workspace(Path.of(args[0]), settings, sql)) {
      single(workspace, args[1]);
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
                    definitions,
                    side.config().stage(),
                    "s",
                    new SchemaSources(List.of(), NOTHING, SchemaSources.PATIENCE))
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
}
