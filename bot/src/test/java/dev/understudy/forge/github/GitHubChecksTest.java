package dev.understudy.forge.github;

import static dev.understudy.forge.github.OnGitHub.HEAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.CheckRun;
import dev.understudy.forge.CheckRun.Annotation;
import dev.understudy.forge.CheckRun.Button;
import dev.understudy.forge.CheckRun.Conclusion;
import dev.understudy.sandbox.Check;
import dev.understudy.sandbox.CommitStatus;
import dev.understudy.sandbox.Fault;
import dev.understudy.sandbox.GitHubSandbox;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GitHubChecksTest {
  private final OnGitHub on = new OnGitHub();
  private final GitHubSandbox github = on.github;
  private final GitHubForge forge = on.forge;

  @AfterEach
  void stop() {
    on.close();
  }

  private static CheckRun done(
      Conclusion conclusion, String summary, List<Annotation> annotations) {
    return new CheckRun(
        "understudy / stage",
        HEAD,
        "run-1",
        conclusion,
        "Done",
        summary,
        null,
        annotations,
        List.of(
            new Button("Re-stage", "Stage this commit once more", "restage"),
            new Button("Clean", "Delete the stage", "clean")));
  }

  private static List<Annotation> annotations(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            line ->
                new Annotation(
                    "sql/tax.sql", line, Annotation.Level.FAILURE, "No column", "at " + line))
        .toList();
  }

  private Check check() {
    assertThat(github.checks(HEAD)).hasSize(1);
    return github.checks(HEAD).getFirst();
  }

  @ParameterizedTest
  @EnumSource(Conclusion.class)
  void aCheckRunsAndEnds(Conclusion conclusion) {
    long id = forge.writeCheck(on.shop, null, on.running("run-1"));
    assertThat(check().status()).isEqualTo("in_progress");
    assertThat(check().detailsUrl()).isEqualTo("https://understudy.example.com/runs/1");
    assertThat(forge.writeCheck(on.shop, id, done(conclusion, "All is said.", List.of())))
        .isEqualTo(id);
    assertThat(check().status()).isEqualTo("completed");
    assertThat(check().conclusion()).isEqualToIgnoringCase(conclusion.name());
    assertThat(check().buttons())
        .extracting(Check.Button::identifier)
        .containsExactly("restage", "clean");
  }

  @Test
  void annotationsAreSentFiftyAtATime() {
    forge.writeCheck(on.shop, null, done(Conclusion.FAILURE, "Broken.", annotations(120)));
    assertThat(check().annotations()).hasSize(120).doesNotHaveDuplicates();
    assertThat(check().annotations().getFirst())
        .isEqualTo(new Check.Annotation("sql/tax.sql", 1, 1, "failure", "No column", "at 1"));
    assertThat(github.contentWrites()).isEqualTo(3);
  }

  @Test
  void annotationsThatAreThereAreNotSentAgain() {
    CheckRun broken = done(Conclusion.FAILURE, "Broken.", annotations(120));
    github.inject(1, "PATCH", ".*/check-runs/.*", new Fault.ServerError(502, true));
    assertThatThrownBy(() -> forge.writeCheck(on.shop, null, broken))
        .isInstanceOf(Unavailable.class);
    assertThat(check().annotations()).hasSize(100);
    long id = forge.findCheck(on.shop, broken).orElseThrow();
    forge.writeCheck(on.shop, id, broken);
    forge.writeCheck(on.shop, id, broken);
    assertThat(check().annotations()).hasSize(120).doesNotHaveDuplicates();
  }

  @Test
  void aSummaryThatIsTooLongEndsWithAWholeLine() {
    forge.writeCheck(
        on.shop, null, done(Conclusion.SUCCESS, "1234567\n".repeat(10_000), List.of()));
    assertThat(check().summary()).hasSize(65_535).endsWith("\n1234567");
    assertThat(Checks.cut("🎭".repeat(40_000), 65_535)).hasSize(65_534).endsWith("🎭");
    assertThat(Checks.cut("short", 65_535)).isEqualTo("short");
  }

  @Test
  void aLineOfZeroIsTheFirst() {
    Annotation whole = new Annotation("sql/x.sql", 0, Annotation.Level.WARNING, "Odd", "file");
    forge.writeCheck(on.shop, null, done(Conclusion.NEUTRAL, "Odd.", List.of(whole)));
    assertThat(check().annotations().getFirst().startLine()).isEqualTo(1);
  }

  @Test
  void aCheckWhoseCreationWasNotAnsweredIsFoundAgain() {
    github.inject(1, "POST", ".*/check-runs", new Fault.DropReply());
    assertThatThrownBy(() -> forge.writeCheck(on.shop, null, on.running("run-1")))
        .isInstanceOf(Unavailable.class);
    assertThat(forge.findCheck(on.shop, on.running("run-1"))).contains(check().id());
    assertThat(forge.findCheck(on.shop, on.running("run-2"))).isEmpty();
  }

  @Test
  void ofSeveralRunsTheOneWithOurIdIsFound() {
    long first = forge.writeCheck(on.shop, null, on.running("run-1"));
    long second = forge.writeCheck(on.shop, null, on.running("run-2"));
    assertThat(forge.findCheck(on.shop, on.running("run-1"))).contains(first);
    assertThat(forge.findCheck(on.shop, on.running("run-2"))).contains(second);
  }

  @Test
  void aCheckThatMayNotBeWrittenSaysWhatToGrant() {
    github.inject(1, "POST", ".*/check-runs", new Fault.ServerError(403, false));
    assertThatThrownBy(() -> forge.writeCheck(on.shop, null, on.running("run-1")))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "could not write the check `understudy / stage` on octo/shop: GitHub does not allow"
                + " it; grant Checks: write");
  }

  @Test
  void withATokenACheckIsACommitStatus() {
    GitHubForge person = on.person("bob");
    assertThat(person.findCheck(on.shop, on.running("run-1"))).isEmpty();
    long first = person.writeCheck(on.shop, null, on.running("run-1"));
    assertThat(person.findCheck(on.shop, on.running("run-1"))).isEqualTo(Optional.of(first));
    person.writeCheck(on.shop, first, done(Conclusion.FAILURE, "Broken.", annotations(3)));
    assertThat(github.checks(HEAD)).isEmpty();
    assertThat(github.statuses(HEAD))
        .extracting(CommitStatus::state, CommitStatus::context, CommitStatus::description)
        .containsExactly(
            tuple("pending", "understudy / stage", "Staging"),
            tuple("failure", "understudy / stage", "Done"));
  }

  @Test
  void aStatusOfSomebodyElseIsNotOurs() {
    on.person("eve").writeCheck(on.shop, null, on.running("run-1"));
    assertThat(on.person("bob").findCheck(on.shop, on.running("run-1"))).isEmpty();
  }
}
