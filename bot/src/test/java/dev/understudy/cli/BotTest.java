package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Comment;
import dev.understudy.sandbox.OpenApiConformance;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole bot between a stand-in for GitHub and the embedded BigQuery. */
class BotTest {
  private static final String V = "sql/p/d/v/view.sql";
  private static final String W = "sql/p/d/w/view.sql";

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private SandboxWorld world;

  @SuppressWarnings("NullAway.Init")
  private OpenApiConformance conformance;

  @BeforeEach
  void aSmallWarehouse() {
    world =
        new SandboxWorld(
            folder,
            InstantSource.system(),
            git -> {
              git.write("sql/p/raw/t/schema.yaml", "fields: [{name: a, type: INTEGER}]\n");
              git.write(V, "CREATE OR REPLACE VIEW `p.d.v` AS SELECT a FROM `p.raw.t`\n");
              git.write(W, "CREATE OR REPLACE VIEW `p.d.w` AS SELECT a FROM `p.d.v`\n");
            },
            TestWorld.USUAL);
    conformance = OpenApiConformance.of(world.gitHub());
    world.gitHub().permission(world.name(), "ada", Permission.WRITE);
  }

  @AfterEach
  void stop() {
    world.close();
    conformance.close();
  }

  private static String view(String select) {
    return "CREATE OR REPLACE VIEW `p.d.w` AS " + select + "\n";
  }

  private PullRequestId opened(String select) {
    world.files().write(W, view(select));
    return world.open("ada", "change", "Change the view");
  }

  private String head(PullRequestId pull) {
    return world.head(pull);
  }

  @Test
  void aPullRequestIsStagedAndToldInOneCommentAndCleanedWhenItIsMerged() {
    PullRequestId pull = opened("SELECT a + 1 AS a FROM `p.d.v`");
    String sha = head(pull);
    assertThat(world.awaitVerdict(sha)).isEqualTo("success");
    world.await(() -> world.comment(pull).contains("✅"));
    assertThat(world.comment(pull)).contains("Staged `" + sha.substring(0, 7) + "`");
    assertThat(world.datasets())
        .contains("d_p_pr1_" + sha.substring(0, 12), "raw_p_pr1_" + sha.substring(0, 12));
    world.merge("ada", pull, sha);
    world.await(() -> world.comment(pull).contains("Stage removed"));
    assertThat(world.datasets()).isEmpty();
    world.await(() -> world.gitHub().deployments(world.name()).isEmpty());
    assertThat(world.gitHub().comments(pull)).hasSize(1);
  }

  @Test
  void aPushThatBreaksAViewTurnsTheCommentRedAndPingsOnce() {
    PullRequestId pull = opened("SELECT a + 1 AS a FROM `p.d.v`");
    assertThat(world.awaitVerdict(head(pull))).isEqualTo("success");
    world.files().write(W, view("SELECT b FROM `p.d.v`"));
    String broken = world.push("ada", pull, "Break it");
    assertThat(world.awaitVerdict(broken)).isEqualTo("failure");
    world.await(() -> world.gitHub().comments(pull).size() == 2);
    assertThat(world.comment(pull)).contains("❌", W + ":1:42", "Unrecognized name: b");
    assertThat(world.datasets()).allMatch(name -> name.endsWith(broken.substring(0, 12)));
  }

  private List<String> reactions(PullRequestId pull, long comment) {
    return world.gitHub().comments(pull).stream()
        .filter(c -> c.id() == comment)
        .flatMap(c -> c.reactions().stream())
        .map(Comment.Reaction::content)
        .toList();
  }

  @Test
  void aCommandIsCarriedOutForThoseWhoMayAndRefusedWithTheReasonForOthers() {
    PullRequestId pull = opened("SELECT a + 1 AS a FROM `p.d.v`");
    world.awaitVerdict(head(pull));
    long clean = world.gitHub().as("ada").comment(pull, "/clean-stage");
    world.await(() -> reactions(pull, clean).contains("rocket"));
    assertThat(world.datasets()).isEmpty();
    world.gitHub().permission(world.name(), "eve", Permission.READ);
    long stage = world.gitHub().as("eve").comment(pull, "/redeploy-stage");
    world.await(() -> reactions(pull, stage).contains("-1"));
    assertThat(world.gitHub().comments(pull).getLast().body())
        .contains("`/redeploy-stage` is for who has the write permission");
    assertThat(world.datasets()).isEmpty();
    long explain = world.gitHub().as("ada").comment(pull, "/explain p.raw.t");
    world.await(() -> reactions(pull, explain).contains("rocket"));
    assertThat(world.gitHub().comments(pull).getLast().body()).contains("read by `p.d.v`");
  }

  @Test
  void aChangeWithoutSqlSettlesGreenAtOnceAndSaysNothing() {
    world.files().write("README.md", "words\n");
    PullRequestId pull = world.open("ada", "words", "Words");
    assertThat(world.awaitVerdict(head(pull))).isEqualTo("success");
    assertThat(world.datasets()).isEmpty();
    assertThat(world.gitHub().comments(pull)).isEmpty();
  }
}
