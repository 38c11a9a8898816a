package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Check;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The checks' buttons, the merge queue, and what happens to the branches around. */
class ChecksFlowTest {
  private static final int MANY = 10_000;

  @RegisterExtension static final Stagehands hands = new Stagehands();

  private static void clicks(String login, PullRequestId pull, String label) {
    Check check = hands.check(pull).orElseThrow();
    String button =
        check.buttons().stream()
            .filter(b -> b.label().equals(label))
            .findFirst()
            .orElseThrow()
            .identifier();
    hands.world.gitHub().as(login).clickButton(hands.world.name(), check.id(), button);
  }

  @Test
  void theButtonsOfACheckAreCommandsToo() {
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    clicks("eve", pull, "Clean");
    hands.world.await(() -> hands.last(pull).contains("@eve pressed a button"));
    assertThat(hands.last(pull)).contains("`/clean-stage` is for who has the write permission");
    assertThat(hands.datasets(pull)).isNotEmpty();
    clicks("ada", pull, "Clean");
    hands.told(pull, "Stage removed");
    assertThat(hands.datasets(pull)).isEmpty();
    clicks("ada", pull, "Re-stage");
    hands.told(pull, "✅");
    assertThat(hands.datasets(pull)).isNotEmpty();
    hands.world.warehouse().deleteDataset(hands.world.stageProject(), hands.datasets(pull).get(0));
    int left = hands.datasets(pull).size();
    long check = hands.check(pull).orElseThrow().id();
    hands.world.gitHub().as("ada").rerequest(hands.world.name(), check);
    hands.world.await(() -> hands.datasets(pull).size() > left);
    assertThat(hands.verdict(pull)).isEqualTo("success");
  }

  @Test
  void theMergeQueueIsAnsweredWithTheRequiredCheckAndNothingStays() {
    PullRequestId pull = hands.staged("SELECT a + 2 AS a FROM `p.d.v`");
    hands.world.files().write("README.md", "what the queue makes of it\n");
    String good = hands.world.queue("ada", pull);
    assertThat(hands.world.awaitVerdict(good)).isEqualTo("success");
    hands.world.await(() -> hands.world.datasets().stream().noneMatch(n -> n.contains("mg_")));
    hands.world.files().write(Stagehands.W, Stagehands.view("SELECT b FROM `p.d.v`"));
    String bad = hands.world.queue("ada", pull);
    assertThat(hands.world.awaitVerdict(bad)).isEqualTo("failure");
    hands.world.await(() -> hands.world.datasets().stream().noneMatch(n -> n.contains("mg_")));
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void nothingOfTheMergeQueueStaysInARepositorysOwnProject() {
    hands.production("stage: {project: acme-stage}\n");
    PullRequestId pull = hands.staged("SELECT a + 2 AS a FROM `p.d.v`");
    hands.world.files().write("README.md", "what the queue makes of it\n");
    String queued = hands.world.queue("ada", pull);
    assertThat(hands.world.awaitVerdict(queued)).isEqualTo("success");
    assertThat(hands.datasets("acme-stage", pull)).isNotEmpty();
    assertThat(hands.world.datasets("acme-stage")).noneMatch(name -> name.contains("mg_"));
  }

  @Test
  void anotherBaseIsAnotherRehearsal() {
    String doubled = "CREATE OR REPLACE VIEW `p.d.v` AS SELECT a * 2 AS a FROM `p.raw.t`\n";
    hands.world.files().write(Stagehands.V, doubled);
    hands.world.pushTo("ada", "release");
    PullRequestId pull = hands.staged("SELECT a + 3 AS a FROM `p.d.v`");
    hands.told(pull, "2 changed");
    hands.world.gitHub().as("ada").retarget(pull, "release");
    assertThat(hands.told(pull, "1 changed")).contains("✅");
  }

  @Test
  void aPushToTheBaseLeavesAStageThatStandsAlone() {
    PullRequestId pull = hands.staged("SELECT a + 4 AS a FROM `p.d.v`");
    String before = hands.told(pull, "✅");
    hands.world.reset("ada");
    hands.world.files().write("README.md", "elsewhere\n");
    hands.world.pushTo("ada", "main");
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.world.comment(pull)).isEqualTo(before);
  }

  @Test
  void tenThousandChangedFilesAreReadFromGitAndNotFromTheApi() {
    for (int i = 0; i < MANY; i++) {
      hands.world.files().write("words/" + i % 100 + "/" + i + ".md", i + "\n");
    }
    PullRequestId pull = hands.staged("SELECT a + 5 AS a FROM `p.d.v`");
    assertThat(hands.told(pull, "✅")).contains("1 changed");
    assertThat(hands.world.gitHub().requests())
        .noneMatch(request -> request.target().contains("/files"));
  }
}
