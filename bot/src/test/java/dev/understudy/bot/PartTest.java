package dev.understudy.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.Step;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A part of a stage is made again; the verdict is that of the whole. */
class PartTest {
  private static final Member TABLE = member("p.d.t");
  private static final Member VIEW = member("p.d.v", TABLE);
  private static final Member OTHER = member("p.d.w", TABLE);
  private static final StagePlan PLAN =
      new StagePlan(
          "s",
          "stage",
          null,
          null,
          List.of(),
          List.of(TABLE, VIEW, OTHER),
          List.of(),
          List.of(),
          List.of());

  private static Member member(String id, Member... needs) {
    Identifier name = Identifier.parse(id);
    return new Member(
        name,
        Kind.VIEW,
        Member.Origin.REPOSITORY,
        null,
        Member.Reason.CHANGED,
        "changed",
        List.of(),
        List.of(needs).stream().map(Member::id).toList(),
        needs.length,
        false,
        new Step.Impossible(new Identifier("stage", "d_s", name.name()), "only a value"));
  }

  private static Result result(Member member, Result.State state) {
    return new Result(member.id(), member.stageId(), state, null, 1);
  }

  private static Outcome outcome(Result... results) {
    return new Outcome(List.of(results), List.of(), List.of("stage.d_s"), false, false, false);
  }

  private static final Outcome FAILED_BEFORE =
      outcome(
          result(TABLE, Result.State.DEPLOYED),
          result(VIEW, Result.State.DEPLOYED),
          result(OTHER, Result.State.FAILED));

  @Test
  void anArtifactIsMadeAgainWithWhatItDependsOn() {
    Part part = Part.of(PLAN, List.of(VIEW.id()), FAILED_BEFORE);
    assertThat(part.members()).containsExactly(TABLE, VIEW);
  }

  @Test
  void whatFailedBeforeStaysFailedUntilItIsMadeItself() {
    Part part = Part.of(PLAN, List.of(VIEW.id()), FAILED_BEFORE);
    Outcome whole =
        part.whole(
            PLAN,
            outcome(result(TABLE, Result.State.DEPLOYED), result(VIEW, Result.State.DEPLOYED)));
    assertThat(whole.complete()).isFalse();
    assertThat(whole.results())
        .extracting(Result::state)
        .containsExactly(Result.State.DEPLOYED, Result.State.DEPLOYED, Result.State.FAILED);
    Part other = Part.of(PLAN, List.of(OTHER.id()), whole);
    assertThat(
            other
                .whole(
                    PLAN,
                    outcome(
                        result(TABLE, Result.State.DEPLOYED), result(OTHER, Result.State.DEPLOYED)))
                .complete())
        .isTrue();
  }

  @Test
  void whatIsLeftOnTheStageIsThatOfBothRuns() {
    Part part = Part.of(PLAN, List.of(OTHER.id()), FAILED_BEFORE);
    assertThat(part.whole(PLAN, outcome(result(TABLE, Result.State.DEPLOYED))).left())
        .containsExactlyInAnyOrder("stage.d_s", "stage.d_s.t", "stage.d_s.v");
  }

  @Test
  void allIsMadeWhereNothingOfItIsMeantOrTheRestIsNotKnown() {
    Identifier unknown = Identifier.parse("p.d.unknown");
    assertThat(Part.of(PLAN, List.of(unknown), FAILED_BEFORE)).isEqualTo(Part.whole(PLAN));
    assertThat(Part.of(PLAN, List.of(VIEW.id()), null)).isEqualTo(Part.whole(PLAN));
    Outcome little = outcome(result(TABLE, Result.State.DEPLOYED));
    assertThat(Part.of(PLAN, List.of(VIEW.id()), little)).isEqualTo(Part.whole(PLAN));
  }
}
