package dev.understudy.deploy;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Change;
import dev.understudy.config.Settings;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Member;
import dev.understudy.plan.SchemaSources;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.StagePlanner;
import dev.understudy.plan.Step;
import dev.understudy.sql.googlesql.GoogleSql;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Plans every single artifact of a revision as if it had changed, then replays a file of commits,
 * one a line, newest first, each against the next. Arguments: the repository, the revision, the
 * file of commits.
 */
public final class PlanCampaign {
  private PlanCampaign() {}

  /** Runs the campaign. */
  public static void main(String[] args) throws java.io.IOException {
    Settings settings =
        Settings.of(Map.of("UNDERSTUDY_STATE_DIR", System.getProperty("java.io.tmpdir") + "/plan"));
    try (GoogleSql sql = GoogleSql.start();
        Workspace workspace = new Workspace(Path.of(args[0]), settings, sql)) {
      single(workspace, sql, args[1]);
      replay(workspace, sql, java.nio.file.Files.readAllLines(Path.of(args[2])), args[0]);
    }
  }

  private static void single(Workspace workspace, GoogleSql sql, String revision) {
    Workspace.Side side = workspace.side(revision);
    var definitions = workspace.definitions(side);
    Map<String, Integer> counts = new TreeMap<>();
    List<Integer> sizes = new ArrayList<>();
    Instant start = InstantSource.system().instant();
    for (Artifact artifact : side.catalog().artifacts()) {
      Change change =
          new Change(
              artifact.id(), artifact.kind(), artifact.path(), Change.Type.MODIFIED, null, true);
      try {
        StagePlan plan =
            new StagePlanner(
                    definitions, side.config().stage(), "s", new SchemaSources(List.of(), sql))
                .plan(List.of(change), rehearsal(revision));
        sizes.add(plan.members().size());
        counts.merge("planned", 1, Integer::sum);
        long impossible =
            plan.members().stream().filter(m -> m.step() instanceof Step.Impossible).count();
        counts.merge(impossible == 0 ? "complete" : "with named problems", 1, Integer::sum);
        boolean placeholders =
            plan.members().stream().anyMatch(m -> m.origin() == Member.Origin.PLACEHOLDER);
        counts.merge("with placeholders", placeholders ? 1 : 0, Integer::sum);
        plan.findings().stream()
            .limit(1)
            .forEach(f -> System.out.println("finding " + f.location() + " " + f.message()));
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
    int crashed = 0;
    int changed = 0;
    int members = 0;
    int errors = 0;
    Instant start = InstantSource.system().instant();
    for (int i = 0; i + 1 < commits.size(); i++) {
      Selection selection =
          new Selection(Path.of(repository), commits.get(i + 1), commits.get(i), null, List.of());
      try {
        StagePlan plan =
            new StageFlow(workspace, sql, InstantSource.system()).plan(selection, "s").plan();
        changed += plan.changed().size();
        members += plan.members().size();
        errors += plan.hasErrors() ? 1 : 0;
      } catch (Problem e) {
        crashed++;
        System.out.println(commits.get(i) + " " + e.getMessage());
      }
    }
    System.out.println(
        "replayed "
            + (commits.size() - 1)
            + " deltas, refused "
            + crashed
            + ", changed "
            + changed
            + ", members "
            + members
            + ", with errors "
            + errors
            + ", "
            + Duration.between(start, InstantSource.system().instant()).toSeconds()
            + " s");
  }
}
