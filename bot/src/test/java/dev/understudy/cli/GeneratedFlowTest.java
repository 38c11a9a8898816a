package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import dev.understudy.intake.Deliveries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL that CircleCI generates from a pull request, between the bot and a stand-in for CircleCI. */
class GeneratedFlowTest extends GeneratedScene {
  @Test
  void itIsWaitedForAndThenStagedAndComparedWithWhatProductionsSourcesMade() {
    production(BRANCH);
    PullRequestId pull = opened();
    String sha = hands.world.head(pull);
    assertThat(hands.told(pull, "has not begun")).contains("waits for CircleCI's workflow");
    hands.world.await(() -> hands.check(pull).isPresent());
    assertThat(hands.check(pull).orElseThrow().conclusion()).isNull();
    runs(branch(), sha, "running");
    assertThat(hands.told(pull, "/workflows/")).contains("⏳", "[`generate-sql`]", "runs");
    assertThat(hands.datasets(pull)).isEmpty();
    String tip = made(pull, "a + 1", "Generated from " + sha);
    runs(branch(), sha, "success");
    assertThat(hands.told(pull, "✅"))
        .contains("1 changed", "p.d.g", "/blob/" + tip + "/" + G, "made the SQL")
        .doesNotContain(".understudy.yml");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    assertThat(hands.datasets(pull)).allMatch(name -> name.endsWith(sha.substring(0, 12)));
    assertThat(hands.world.gitHub().comments(pull)).hasSize(1);
    assertThat(hands.asks("ada", pull, "/explain p.d.g")).isEqualTo("rocket");
    assertThat(hands.last(pull)).contains("p.raw.t");
    assertThat(hands.asks("ada", pull, "/keep 5h")).isEqualTo("rocket");
    assertThat(hands.world.comment(pull)).contains("1 changed");
  }

  @Test
  void whatIsToBeKeptWhileItIsWaitedForIsKeptOnceItIsThere() {
    production(BRANCH);
    PullRequestId pull = opened();
    String sha = hands.world.head(pull);
    hands.told(pull, "has not begun");
    assertThat(hands.asks("ada", pull, "/keep 200h")).isEqualTo("rocket");
    made(pull, "a + 1", "Generated from " + sha);
    runs(branch(), sha, "success");
    hands.told(pull, "✅");
    String until = Instant.now().plus(Duration.ofHours(200)).toString().substring(0, 10);
    hands.told(pull, until);
  }

  @ParameterizedTest
  @ValueSource(strings = {"oauth", "app"})
  void theEndOfTheWorkflowIsHeardAlsoAfterItFailed(String kind) throws Exception {
    production(BRANCH);
    PullRequestId pull = opened();
    String sha = hands.world.head(pull);
    runs(branch(), sha, "failed");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌"))
        .contains("`generate-sql` failed for this commit", "/workflows/", "/redeploy-stage");
    made(pull, "a + 2", "Generated from " + sha);
    runs(branch(), sha, "success");
    ends("success", kind.equals("app") ? app(sha) : vcs(sha));
    hands.told(pull, "✅");
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void anEarlierStageThatIsKeptDoesNotHideThatTheWorkflowFailedNow() {
    production(BRANCH);
    PullRequestId pull = opened();
    String sha = hands.world.head(pull);
    made(pull, "a + 21", "Generated from " + sha);
    runs(branch(), sha, "success");
    hands.told(pull, "✅");
    runs(branch(), sha, "failed");
    assertThat(hands.asks("ada", pull, "/redeploy-stage\n/keep 200h")).isEqualTo("rocket");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌")).contains("`generate-sql` failed for this commit");
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void anotherCommitIsWaitedForAnewAndTheOlderOneIsForgotten() {
    production(BRANCH);
    PullRequestId pull = opened();
    String older = hands.world.head(pull);
    runs(branch(), older, "running");
    hands.told(pull, "/workflows/");
    hands.world.files().write("models/g.txt", "once more\n");
    String newer = hands.world.push("ada", pull, "Once more");
    hands.told(pull, newer.substring(0, 7) + "` waits for");
    made(pull, "a + 3", "Generated from " + older);
    runs(branch(), newer, "success");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌")).contains("does not say", "--allow-empty");
    assertThat(hands.datasets(pull)).isEmpty();
    made(pull, "a + 4", "Generated from " + newer);
    assertThat(hands.asks("ada", pull, "/redeploy-stage")).isEqualTo("rocket");
    hands.told(pull, "✅");
    assertThat(hands.datasets(pull)).allMatch(name -> name.endsWith(newer.substring(0, 12)));
  }

  @Test
  void whatIsNotMadeInTimeIsGivenUpAndLookedForAgainOnRequest() {
    production(BRANCH);
    PullRequestId pull = opened();
    hands.told(pull, "has not begun");
    AHEAD.set(Duration.ofMinutes(2));
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌")).contains("within `1m`", "it has not begun");
    AHEAD.set(Duration.ZERO);
    assertThat(hands.asks("ada", pull, "/retry")).isEqualTo("rocket");
    hands.told(pull, "⏳");
    assertThat(hands.asks("ada", pull, "/cancel")).isEqualTo("rocket");
    assertThat(hands.told(pull, "Stopped")).contains("ada");
  }

  @Test
  void aPipelineThatCannotBeginFailsAtOnceAndALaterOneOfTheCommitIsTaken() throws Exception {
    production(BRANCH);
    PullRequestId pull = opened();
    String sha = hands.world.head(pull);
    UUID first = UUID.randomUUID();
    page("pipeline/" + first + "/workflow", "");
    String broken = listed(first, sha, "errored", "Job `x` is\\nnot defined @ada");
    pipelines(branch(), broken);
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌"))
        .contains("cannot begin for this commit", "`Job x is not defined @ada`", "/redeploy-stage")
        .contains("/pipelines/github/acme/analytics/24)");
    made(pull, "a + 11", "Generated from " + sha);
    runs(branch(), sha, "success");
    pipelines(branch(), listed(UUID.fromString(pipeline), sha, "created", "") + "," + broken);
    ends("success", vcs(sha));
    hands.told(pull, "✅");
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void whatCircleCiRanInsteadOfTheWorkflowIsSaidWhileItIsWaitedFor() {
    production(BRANCH);
    PullRequestId pull = opened();
    String sha = hands.world.head(pull);
    UUID other = UUID.randomUUID();
    String listed = listed(other, sha, "created", "");
    page("pipeline/" + other + "/workflow", workflow(other.toString(), "lint", "success"));
    pipelines(branch(), listed);
    assertThat(hands.told(pull, "`lint`"))
        .contains("⏳", "has not begun", "for which CircleCI ran only `lint`");
    runs(branch(), sha, "running");
    pipelines(branch(), listed(UUID.fromString(pipeline), sha, "created", "") + "," + listed);
    assertThat(hands.told(pull, "/workflows/")).contains("runs").doesNotContain("lint");
  }

  @Test
  void aPartThatIsAskedForWhileTheWorkflowRunsAgainIsAllThatIsMadeAgain() {
    production(BRANCH);
    PullRequestId pull = staged("a + 12");
    String sha = hands.world.head(pull);
    runs(branch(), sha, "running");
    assertThat(hands.asks("ada", pull, "/redeploy-stage --only p.raw.t")).isEqualTo("rocket");
    hands.told(pull, "⏳");
    assertThat(hands.datasets(pull)).isNotEmpty();
    runs(branch(), sha, "success");
    hands.told(pull, "✅");
    assertThat(hands.log(pull)).contains("staging 1 artifacts", "deployed p.raw.t");
  }

  @Test
  void whatIsGeneratedAnewIsStagedAsAWholeWhateverWasAskedFor() {
    production(BRANCH);
    PullRequestId pull = staged("a + 13");
    String sha = hands.world.head(pull);
    made(pull, "a + 14", "Generated once more from " + sha);
    runs(branch(), sha, "success");
    assertThat(hands.asks("ada", pull, "/redeploy-stage --only p.raw.t")).isEqualTo("rocket");
    assertThat(hands.log(pull)).contains("staging 2 artifacts", "deployed p.d.g");
    assertThat(hands.asks("ada", pull, "/redeploy-stage --only p.raw.t")).isEqualTo("rocket");
    assertThat(hands.log(pull)).contains("staging 1 artifacts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"success", "failed"})
  void whoAsksForAStageAnewHasNoneAlsoWhileOrAfterTheWorkflowRunsAgain(String end) {
    production(BRANCH);
    PullRequestId pull = staged("a + 15");
    String sha = hands.world.head(pull);
    runs(branch(), sha, end.equals("success") ? "running" : end);
    assertThat(hands.asks("ada", pull, "/redeploy-stage --force")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isEmpty();
    runs(branch(), sha, "success");
    assertThat(end.equals("success") || hands.asks("ada", pull, "/retry").equals("rocket"))
        .isTrue();
    hands.told(pull, "✅");
    assertThat(hands.log(pull)).contains("staging 2 artifacts");
  }

  private PullRequestId staged(String select) {
    PullRequestId pull = opened();
    made(pull, select, "Generated from " + hands.world.head(pull));
    runs(branch(), hands.world.head(pull), "success");
    hands.told(pull, "✅");
    return pull;
  }

  @Test
  void aPipelineThatNamesItsBranchElsewhereIsFoundByItsCommit() {
    production(BRANCH);
    PullRequestId pull = opened();
    String sha = hands.world.head(pull);
    runs(branch(), sha, "on_hold");
    pipelines(branch(), "");
    page(
        "project/" + SLUG + "/pipeline",
        "{\"id\":\"%s\",\"trigger_parameters\":{\"git\":{\"checkout_sha\":\"%s\"}}}"
            .formatted(pipeline, sha));
    assertThat(hands.told(pull, "waits for somebody")).contains("⏳");
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.last(pull)).contains("waits for its SQL to be generated");
  }

  @Test
  void whatThisMachineLostIsTakenOnceMore() throws IOException {
    production(ARCHIVE);
    PullRequestId pull = opened();
    UUID run = runs(branch(), hands.world.head(pull), "success");
    stored(run, artifact("out/sql.tar.gz", Tars.gz(files("a + 10"))));
    hands.told(pull, "✅");
    try (Stream<Path> copy = Files.walk(hands.folder.resolve("state/repositories"))) {
      for (Path path : copy.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    assertThat(hands.asks("ada", pull, "/explain p.d.g")).isEqualTo("rocket");
    assertThat(hands.last(pull)).contains("is on the stage");
  }

  @Test
  void aBranchThatDoesNotExistIsNamed() {
    production(BRANCH);
    PullRequestId pull = opened();
    runs(branch(), hands.world.head(pull), "success");
    assertThat(hands.told(pull, "❌")).contains("there is no branch `made-" + pull.number() + "`");
  }

  @Test
  void anArchiveOfTheJobIsStaged() {
    production(ARCHIVE);
    PullRequestId pull = opened();
    String sha = hands.world.head(pull);
    UUID run = runs(branch(), sha, "success");
    byte[] tar = Tars.gz(files("a + 5"));
    stored(run, artifact("log.txt", new byte[0]) + "," + artifact("out/sql.tar.gz", tar));
    assertThat(hands.told(pull, "✅")).contains("1 changed", "p.d.g").doesNotContain("/blob/" + sha);
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void aFolderOfTheJobIsStaged() {
    production("job: generate, artifacts: out/");
    PullRequestId pull = opened();
    UUID run = runs(branch(), hands.world.head(pull), "success");
    StringBuilder all = new StringBuilder(artifact("else/sql/p/d/x/view.sql", new byte[1]));
    files("a + 6")
        .forEach(
            (path, text) ->
                all.append(',').append(artifact("out/" + path, Deliveries.bytes(text))));
    stored(run, all.toString());
    assertThat(hands.told(pull, "✅")).contains("1 changed", "p.d.g");
  }

  @Test
  void aHostileArchiveIsRefusedWhole() {
    production(ARCHIVE);
    PullRequestId pull = opened();
    UUID run = runs(branch(), hands.world.head(pull), "success");
    Map<String, String> files = files("a + 7");
    files.put("../../../etc/cron.d/x", "boo");
    stored(run, artifact("out/sql.tar.gz", Tars.gz(files)));
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌")).contains("out/sql.tar.gz", "leads out of what was stored");
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  void aProjectThatTheServerDoesNotAllowIsNotAsked() {
    production("workflow: other");
    hands
        .world
        .files()
        .write(Stagehands.CONFIG, "circleci: {generated_sql: {project: gh/acme/payroll}}\n");
    hands.world.pushTo("ada", "main");
    PullRequestId pull = opened();
    assertThat(hands.told(pull, "❌")).contains("UNDERSTUDY_CIRCLECI_PROJECTS", "gh/acme/payroll");
    assertThat(twin.heard()).noneMatch(heard -> heard.line().contains("payroll"));
  }

  @Test
  void nothingIsAskedForAForkBeforeAMaintainerAllowsIt() {
    production(BRANCH);
    var fork = hands.world.gitHub().fork(hands.world.name(), "fred");
    PullRequestId pull = opened(wanted -> wanted.from(fork));
    String sha = hands.world.head(pull);
    assertThat(hands.verdict(pull)).isEqualTo("action_required");
    assertThat(hands.told(pull, "✋")).contains("was not looked at", "/ok-to-stage " + sha);
    String theirs = "pull%2F" + pull.number();
    assertThat(twin.heard()).noneMatch(heard -> heard.line().contains(theirs));
    made(pull, "a + 8", "Generated from " + sha);
    runs("pull/" + pull.number(), sha, "success");
    assertThat(hands.asks("mia", pull, "/ok-to-stage " + sha)).isEqualTo("rocket");
    hands.told(pull, "✅");
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"queued-{sha}", "queued-{number}"})
  void aMergeQueueWaitsForItToo(String name) throws Exception {
    production("branch: '" + name + "'");
    PullRequestId pull = opened();
    hands.told(pull, "has not begun");
    hands.world.files().write("models/g.txt", "what the queue makes of it\n");
    String ref = "gh-readonly-queue/main/pr-%d-%s".formatted(pull.number(), main);
    pipelines(ref, "");
    String queued = hands.world.queue("ada", pull);
    hands.world.await(() -> hands.world.check(queued).isPresent());
    hands.world.files().goTo(baseline);
    hands.world.files().write(G, view("a + 9"));
    String number = Integer.toString(pull.number());
    hands.world.publish(
        name.replace("{sha}", queued).replace("{number}", number), "Generated from " + queued);
    runs(ref, queued, "success");
    assertThat(hands.world.check(queued).orElseThrow().conclusion()).isNull();
    ends("success", vcs(queued));
    assertThat(hands.world.awaitVerdict(queued)).isEqualTo("success");
    assertThat(Set.copyOf(hands.world.datasets())).noneMatch(set -> set.contains("mg_"));
  }
}
