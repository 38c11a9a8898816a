package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.failure.Location;
import dev.understudy.plan.Finding;
import dev.understudy.plan.Impact;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people and programs read of one plan and of its deploy. */
class ReportTest {
  private static final Identifier TABLE = Identifier.parse("p.raw.t");
  private static final Identifier VIEW = Identifier.parse("p.d.v");
  private static final Identifier OVER = Identifier.parse("p.d.w");
  private static final Member RAW =
      member(TABLE, Kind.TABLE, Member.Origin.PLACEHOLDER, 0, "read by p.d.v, which changed");
  private static final Member CHANGED =
      member(VIEW, Kind.VIEW, Member.Origin.REPOSITORY, 1, "changed", TABLE);
  private static final Member READER =
      member(OVER, Kind.VIEW, Member.Origin.REPOSITORY, 2, "reads the change", VIEW);
  private static final StagePlan PLAN =
      new StagePlan(
          "s1",
          "stage-project",
          "b".repeat(40),
          "a".repeat(40),
          List.of(
              new Change(VIEW, Kind.VIEW, "sql/p/d/v/view.sql", Change.Type.MODIFIED, null, true)),
          List.of(RAW, CHANGED, READER),
          List.of(new Impact(OVER, Kind.VIEW, "sql/p/d/w/view.sql", List.of(VIEW), 1, true)),
          List.of(
              Finding.warning(
                  VIEW, new Location("sql/p/d/v/view.sql", 3, 7), "a <b>bold</b> | @claim")),
          List.of());
  private static final Outcome OUTCOME =
      new Outcome(
          List.of(
              result(RAW, Result.State.DEPLOYED, null),
              result(
                  CHANGED, Result.State.FAILED, "sql/p/d/v/view.sql:3:7: Unrecognized name: `x`"),
              result(READER, Result.State.SKIPPED, "p.d.v failed")),
          List.of(),
          List.of("stage-project.raw_p_s1", "stage-project.raw_p_s1.t"),
          false,
          false,
          false);

  private static Member member(
      Identifier id, Kind kind, Member.Origin origin, int wave, String why, Identifier... needs) {
    Identifier stage = new Identifier("stage-project", id.dataset() + "_p_s1", id.name());
    boolean placeholder = origin == Member.Origin.PLACEHOLDER;
    return new Member(
        id,
        kind,
        origin,
        placeholder ? null : "sql/p/d/" + id.name() + "/view.sql",
        why.equals("changed") ? Member.Reason.CHANGED : Member.Reason.REQUIRED,
        why,
        List.of(),
        List.of(needs),
        wave,
        placeholder,
        new Step.Impossible(stage, "only a value"));
  }

  private static Result result(
      Member member, Result.State state, @org.jspecify.annotations.Nullable String message) {
    return new Result(member.id(), member.stageId(), state, message, 1200);
  }

  @Test
  void aPlanForPeople() {
    assertThat(PlanText.of(PlanText.Format.TEXT, PLAN))
        .isEqualTo(
            """
            1 changed, 3 to stage (1 placeholders), 1 read the change

            Changed
              modified view p.d.v

            On the stage, project stage-project
              wave 0  placeholder table p.raw.t → raw_p_s1.t  [read by p.d.v, which changed, columns inferred]
              wave 1  view p.d.v → d_p_s1.v  [changed]
              wave 2  view p.d.w → d_p_s1.w  [reads the change]

            Reads the change
              view p.d.w via p.d.v

            Problems
              warning: sql/p/d/v/view.sql:3:7: a <b>bold</b> | @claim
            """);
  }

  @Test
  void aPlanAsMermaid() {
    assertThat(PlanText.of(PlanText.Format.MERMAID, PLAN))
        .isEqualTo(
            """
            graph LR
              n0["p.raw.t"]:::placeholder
              n1["p.d.v"]:::changed
              n2["p.d.w"]:::required
              n0 --> n1
              n1 --> n2
              classDef changed fill:#ffe3c2,stroke:#e67700,stroke-width:3px,color:#000
              classDef reader fill:#dbeafe,stroke:#1971c2,color:#000
              classDef required fill:#eef2f7,stroke:#8a94a6,color:#000
              classDef placeholder fill:#fff,stroke:#8a94a6,stroke-dasharray:4 3,color:#555
            """);
  }

  @Test
  void nothingForeignIsMarkupInMarkdown() {
    assertThat(PlanText.of(PlanText.Format.MARKDOWN, PLAN))
        .contains("| `p.d.v` | view | changed | `stage-project.d_p_s1.v` |")
        .contains("a `<b>bold</b>` `|` `@claim`")
        .doesNotContain(" @claim");
  }

  @Test
  void aDeployForPeopleSaysWhatFailedAndWhatIsLeft() {
    assertThat(DeployText.of(PlanText.Format.TEXT, PLAN, OUTCOME))
        .startsWith("Not all staged: 1 deployed, 1 failed, 1 skipped, under the suffix s1\n")
        .contains("  failed p.d.v: sql/p/d/v/view.sql:3:7: Unrecognized name: `x`\n")
        .contains("  skipped p.d.w: p.d.v failed\n")
        .contains("Left on the stage: 2 datasets and artifacts");
    assertThat(DeployText.of(PlanText.Format.MARKDOWN, PLAN, OUTCOME))
        .startsWith("## Not all staged: 1 deployed, 1 failed, 1 skipped, under the suffix s1\n")
        .contains("- skipped `p.d.w`: `p.d.v` failed");
  }

  @Test
  void aFindingNamesItsArtifactOnceWhereItHasNoPlace() {
    assertThat(PlanText.line(Finding.warning(VIEW, Location.NONE, "inferred: a guess")))
        .isEqualTo("warning: p.d.v: inferred: a guess");
    assertThat(PlanText.line(Finding.error(VIEW, Location.NONE, "p.d.v is not there")))
        .isEqualTo("error: p.d.v is not there");
    assertThat(PlanText.line(Finding.warning(VIEW, Location.of("a.sql"), "what")))
        .isEqualTo("warning: a.sql: what");
  }

  @Test
  void aDeployThatWasStoppedNamesTheStageThatIsLeftEvenWhereAllWasMade() {
    Outcome stopped =
        new Outcome(
            List.of(result(RAW, Result.State.DEPLOYED, null)),
            List.of(),
            List.of("stage-project.raw_p_s1", "stage-project.raw_p_s1.t"),
            true,
            false,
            false);
    assertThat(DeployText.of(PlanText.Format.TEXT, PLAN, stopped))
        .startsWith("Stopped: 1 deployed, 0 failed, 0 skipped")
        .contains("`understudy stage clean --dataset-suffix s1` removes them");
  }

  @Test
  void aDeployForPrograms() {
    String json = DeployText.of(PlanText.Format.JSON, PLAN, OUTCOME);
    assertThat(json)
        .contains("\"suffix\" : \"s1\"", "\"stageProject\" : \"stage-project\"")
        .contains("\"change\" : \"modified\"")
        .contains("\"origin\" : \"placeholder\"", "\"reason\" : \"changed\"", "\"inferred\" : true")
        .contains("\"severity\" : \"warning\"", "\"line\" : 3", "\"column\" : 7")
        .contains("\"state\" : \"skipped\"", "\"millis\" : 1200");
  }

  private static String shown(boolean live) {
    StringWriter text = new StringWriter();
    TerminalProgress progress = new TerminalProgress(new PrintWriter(text), live);
    progress.planned(List.of(RAW, CHANGED, READER));
    progress.started(RAW);
    progress.waiting("tables.insert", Duration.ofSeconds(3));
    OUTCOME.results().forEach(progress::finished);
    return text.toString().replace("\r\u001b[2K", "");
  }

  @Test
  void plainProgressIsALineForEachArtifact() {
    assertThat(shown(false))
        .isEqualTo(
            """
            staging 3 artifacts
            waiting 3 s for BigQuery's rate limit of tables.insert
            [1/3] deployed p.raw.t (1.2 s)
            [2/3] failed p.d.v (sql/p/d/v/view.sql:3:7: Unrecognized name: `x`)
            [3/3] skipped p.d.w (p.d.v failed)
            """);
  }

  @Test
  void progressOnATerminalIsALineForEachWaveAndABar() {
    assertThat(shown(true))
        .contains("wave 0: 1 deployed\n")
        .contains("[2/3] failed p.d.v (sql/p/d/v/view.sql:3:7: Unrecognized name: `x`)\n")
        .contains("wave 1: 1 failed\n")
        .contains("[####################..........] 2/3 p.d.v")
        .endsWith("wave 2: 1 skipped\n");
  }

  @Test
  void aTerminalThatWantsNoColoursGetsPlainLines() {
    assertThat(TerminalProgress.isLive(true, Map.of())).isTrue();
    assertThat(TerminalProgress.isLive(true, Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(TerminalProgress.isLive(true, Map.of("TERM", "dumb"))).isFalse();
    assertThat(TerminalProgress.isLive(false, Map.of())).isFalse();
  }
}
