package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the base branch says of pull requests, and that nothing else has a say in it. */
class ConfigurationFlowTest {
  @RegisterExtension static final Stagehands hands = new Stagehands();

  private static void convertsToDraft(PullRequestId pull) {
    hands.world.gitHub().as("ada").convertToDraft(pull);
  }

  @Test
  void whileTheConfigurationCannotBeReadOnlyAdministratorsMayChangeSomething() {
    hands.production("commands: {clean-stage: {permission: admin}}\n");
    PullRequestId pull = hands.staged("SELECT a + 21 AS a FROM `p.d.v`");
    hands.production("coments: all\n");
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("is for who has the admin permission");
    assertThat(hands.asks("eve", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  private static PullRequestId configured(String configuration) {
    hands.world.files().write(Stagehands.CONFIG, configuration);
    return hands.world.open("ada", "configured-" + configuration.hashCode(), wanted -> wanted);
  }

  @Test
  void aChangeOfTheConfigurationAloneIsTold() {
    PullRequestId fine = configured("comments: all\n");
    assertThat(hands.told(fine, "takes effect after the merge")).contains("Nothing to stage");
    PullRequestId broken = configured("coments: all\n");
    assertThat(hands.told(broken, "After the merge nothing could be staged"))
        .contains(".understudy.yml:1:1", "coments");
    assertThat(hands.verdict(broken)).isEqualTo("success");
  }

  @Test
  void aDraftIsLeftAloneUntilItIsReadyWhereTheTeamSaysSo() {
    hands.production("drafts: ignore\n");
    PullRequestId pull = hands.opened("SELECT a + 1 AS a FROM `p.d.v`", w -> w.asDraft());
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.last(pull)).contains("is not staged yet");
    assertThat(hands.datasets(pull)).isEmpty();
    assertThat(hands.world.comment(pull)).isEmpty();
    hands.world.gitHub().as("ada").readyForReview(pull);
    long ready = Instant.now().getEpochSecond();
    assertThat(hands.verdict(pull)).isEqualTo("success");
    assertThat(hands.datasets(pull)).isNotEmpty();
    convertsToDraft(pull);
    assertThat(hands.told(pull, "Stage removed")).contains("became a draft");
    assertThat(hands.datasets(pull)).isEmpty();
    // GitHub counts in seconds: the same deed twice in one of them is one delivery sent twice
    hands.world.await(() -> Instant.now().getEpochSecond() > ready);
    hands.world.gitHub().as("ada").readyForReview(pull);
    hands.told(pull, "✅");
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void aDraftThatSomebodyAskedToStageStaysStaged() {
    hands.production("drafts: ignore\n");
    PullRequestId pull = hands.opened("SELECT a + 2 AS a FROM `p.d.v`", w -> w.asDraft());
    assertThat(hands.asks("ada", pull, "/stage")).isEqualTo("rocket");
    hands.told(pull, "✅");
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isNotEmpty();
    hands.push(pull, "SELECT a + 3 AS a FROM `p.d.v`");
    hands.told(pull, "became a draft");
    assertThat(hands.datasets(pull)).isEmpty();
  }

  @Test
  void aDraftIsStagedLikeAnyOtherWhereNothingElseIsSaid() {
    hands.production("");
    PullRequestId pull = hands.opened("SELECT a + 4 AS a FROM `p.d.v`", w -> w.asDraft());
    assertThat(hands.verdict(pull)).isEqualTo("success");
  }

  @Test
  void aConfigurationThatThePullRequestChangesIsReportedAndHasNoEffect() {
    hands.production("commands: {redeploy-stage: {permission: admin}}\n");
    hands.world.files().write(Stagehands.CONFIG, "comments: none\ncommands: {}\n");
    PullRequestId pull = hands.staged("SELECT a + 5 AS a FROM `p.d.v`");
    assertThat(hands.told(pull, "✅")).contains("`.understudy.yml`");
    assertThat(hands.asks("ada", pull, "/redeploy-stage")).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("admin permission");
    assertThat(hands.asks("ada", pull, "/stage")).isEqualTo("-1");
  }

  @Test
  void aBaseConfigurationThatCannotBeReadIsToldWithItsPlaceAndMendedThere() {
    hands.production("stage: {}\ncoments: all\n");
    PullRequestId pull = hands.opened("SELECT a + 6 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌"))
        .contains(".understudy.yml:2", "coments", "`comments`", "Correct the file at this place");
    assertThat(hands.datasets(pull)).isEmpty();
    hands.production("comments: all\n");
    assertThat(hands.told(pull, "✅")).contains("Staged");
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void aChangeIsComparedWithTheBaselineWhichMayComeLater() {
    hands.production("baseline: live\n");
    String doubled = "CREATE OR REPLACE VIEW `p.d.v` AS SELECT a * 2 AS a FROM `p.raw.t`\n";
    hands.world.files().write(Stagehands.V, doubled);
    hands.world.pushTo("ada", "main");
    PullRequestId pull = hands.opened("SELECT a + 61 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌")).contains("names the branch", "live");
    hands.world.files().goTo(hands.world.production());
    hands.world.files().write("README.md", "what runs\n");
    hands.world.pushTo("ada", "live");
    assertThat(hands.told(pull, "✅")).contains("2 changed");
  }

  @Test
  void generatedSqlNeedsATokenOfTheServer() {
    hands.production("circleci: {generated_sql: {project: gh/acme/analytics}}\n");
    PullRequestId pull = hands.opened("SELECT a + 7 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌")).contains("the server has no `UNDERSTUDY_CIRCLECI_TOKEN`");
  }

  @Test
  void outcomesAreToldWithoutWhatLeadsToThem() {
    hands.production("comments: outcomes\n");
    PullRequestId pull = hands.staged("SELECT a + 8 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    assertThat(
            hands.world.gitHub().requests().stream()
                .filter(r -> r.method().equals("PATCH") || r.method().equals("POST"))
                .filter(r -> r.path().contains("comments"))
                .filter(r -> r.path().contains("/issues/" + pull.number() + "/")))
        .hasSize(1);
  }

  @Test
  void aTeamThatWantsNoCommentHasTheChecks() {
    hands.production("comments: none\n");
    PullRequestId pull = hands.opened("SELECT a + 9 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    hands.push(pull, "SELECT b FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.world.gitHub().comments(pull)).isEmpty();
  }

  @Test
  void aCommandMayNeedATeam() {
    hands.production("commands: {clean-stage: {teams: [acme/data]}}\n");
    hands.world.gitHub().invitedToTeam("acme/data", "mia");
    PullRequestId pull = hands.staged("SELECT a + 10 AS a FROM `p.d.v`");
    assertThat(hands.asks("mia", pull, "/clean-stage")).isEqualTo("-1");
    assertThat(hands.last(pull)).contains("write permission", "is in `acme/data`");
    assertThat(hands.datasets(pull)).isNotEmpty();
    hands.world.gitHub().teamMember("acme/data", "mia");
    assertThat(hands.asks("mia", pull, "/clean-stage")).isEqualTo("rocket");
    assertThat(hands.datasets(pull)).isEmpty();
    assertThat(hands.told(pull, "Stage removed")).contains("somebody asked for it");
  }

  @Test
  void theCommentIsWrittenInTheLayoutOfTheBaseBranch() {
    hands.production("");
    String footer = ".understudy/comment/footer.md";
    hands.world.files().write(footer, "Questions? Ask the data team about {{ short_sha }}.\n");
    hands.world.pushTo("ada", "main");
    hands.world.files().write(footer, "Ask nobody.\n");
    PullRequestId pull = hands.staged("SELECT a + 11 AS a FROM `p.d.v`");
    assertThat(hands.told(pull, "✅"))
        .contains("Questions? Ask the data team about " + hands.world.head(pull).substring(0, 7))
        .doesNotContain("Ask nobody");
  }
}
