package dev.understudy.deploy;

import static dev.understudy.deploy.Rehearsed.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.artifact.Change;
import dev.understudy.config.Settings;
import dev.understudy.failure.Problem;
import dev.understudy.plan.StagePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.MergeCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changed, in histories as they come. */
class HistoryTest {
  private static final PersonIdent ADA = new PersonIdent("Ada", "ada@example.com");

  @TempDir private Path folder;
  private Path repository = Path.of("");

  @SuppressWarnings("NullAway.Init")
  private Git git;

  @BeforeEach
  void twoViewsInProduction() throws Exception {
    repository = Files.createDirectory(folder.resolve("repository"));
    git = Git.init().setDirectory(repository.toFile()).setInitialBranch("main").call();
    view("v", "SELECT 1 AS a");
    view("w", "SELECT 2 AS a");
    commit("production");
  }

  @AfterEach
  void close() {
    git.close();
  }

  private void view(String name, String select) throws IOException {
    Path file = repository.resolve("sql/p/d/" + name + "/view.sql");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "CREATE OR REPLACE VIEW `p.d." + name + "` AS " + select + "\n");
  }

  private String commit(String message) throws GitAPIException {
    git.add().addFilepattern(".").call();
    git.add().setUpdate(true).addFilepattern(".").call();
    return git.commit()
        .setMessage(message)
        .setAuthor(ADA)
        .setCommitter(ADA)
        .setSign(false)
        .call()
        .name();
  }

  private void branch(String name, boolean create) throws GitAPIException {
    git.checkout().setName(name).setCreateBranch(create).call();
  }

  private StageFlow.Planned planned(
      Path where, @Nullable String base, @Nullable String head, @Nullable String baseline) {
    Settings settings =
        Settings.of(Map.of("UNDERSTUDY_STATE_DIR", folder.resolve("state").toString()));
    try (Workspace workspace = new Workspace(where, settings, Rehearsed.SQL)) {
      return new StageFlow(workspace, Rehearsed.SQL, InstantSource.fixed(Instant.EPOCH))
          .plan(new Selection(where, base, head, baseline, List.of()), "s1");
    }
  }

  private static List<String> changed(StagePlan plan) {
    return plan.changed().stream().map(c -> c.type().label() + " " + c.id()).toList();
  }

  @Test
  void aChangeOfAFilesModeAloneIsNoChange() throws Exception {
    assertThat(repository.resolve("sql/p/d/v/view.sql").toFile().setExecutable(true)).isTrue();
    git.getRepository().getConfig().setBoolean("core", null, "filemode", true);
    String head = commit("executable");
    assertThat(planned(repository, "HEAD~1", head, null).plan().changed()).isEmpty();
  }

  @Test
  void aRenameThatChangesOnlyTheCaseIsOneGoneAndOneNew() throws Exception {
    Files.move(repository.resolve("sql/p/d/v"), repository.resolve("sql/p/d/V"));
    view("V", "SELECT 1 AS a");
    commit("rename");
    StagePlan plan = planned(repository, "HEAD~1", "HEAD", null).plan();
    assertThat(changed(plan)).containsExactlyInAnyOrder("added p.d.V", "removed p.d.v");
  }

  @Test
  void aFolderThatMovesIsSaidToBeARename() throws Exception {
    Files.createDirectories(repository.resolve("sql/p/e"));
    Files.move(repository.resolve("sql/p/d/v"), repository.resolve("sql/p/e/v"));
    commit("move");
    StagePlan plan = planned(repository, "HEAD~1", "HEAD", null).plan();
    assertThat(plan.changed()).extracting(Change::detail).contains("renamed from p.d.v");
  }

  @Test
  void aMergeCommitBringsWhatBothItsParentsChanged() throws Exception {
    branch("feature", true);
    view("v", "SELECT 10 AS a");
    commit("feature");
    branch("main", false);
    view("w", "SELECT 20 AS a");
    commit("main moved");
    Ref feature = git.getRepository().exactRef("refs/heads/feature");
    git.merge().include(feature).setFastForward(MergeCommand.FastForwardMode.NO_FF).call();
    StagePlan plan = planned(repository, "HEAD~2", "HEAD", null).plan();
    assertThat(changed(plan)).containsExactly("modified p.d.v", "modified p.d.w");
    StagePlan own = planned(repository, "HEAD^1", "HEAD", null).plan();
    assertThat(changed(own)).containsExactly("modified p.d.v");
  }

  @Test
  void withoutACommonAncestorTheBaselinesTipIsComparedAndThatIsSaid() throws Exception {
    git.checkout().setOrphan(true).setName("other").call();
    view("v", "SELECT 30 AS a");
    commit("from nothing");
    StageFlow.Planned planned = planned(repository, null, "other", "main");
    assertThat(changed(planned.plan())).containsExactly("modified p.d.v");
    assertThat(planned.notes()).singleElement().asString().contains("no common history with main");
  }

  @Test
  void aDetachedHeadIsAsGoodAsABranch() throws Exception {
    view("v", "SELECT 3 AS a");
    String head = commit("change");
    git.checkout().setName(head).call();
    StagePlan plan = planned(repository, "HEAD~1", null, null).plan();
    assertThat(ids(plan)).containsExactly("p.d.v");
    assertThat(plan.head()).isEqualTo(head);
  }

  @Test
  void aBareRepositoryNeedsNoFiles() throws Exception {
    view("v", "SELECT 3 AS a");
    commit("change");
    Path bare = folder.resolve("bare.git");
    Git.cloneRepository()
        .setURI(repository.toUri().toString())
        .setBare(true)
        .setDirectory(bare.toFile())
        .call()
        .close();
    assertThat(ids(planned(bare, "HEAD~1", "HEAD", null).plan())).containsExactly("p.d.v");
  }

  @Test
  void aShallowCloneSaysWhatIsMissingAndHowToGetIt() throws Exception {
    view("v", "SELECT 3 AS a");
    commit("change");
    Path shallow = folder.resolve("shallow");
    Git.cloneRepository()
        .setURI(repository.toUri().toString())
        .setDepth(1)
        .setDirectory(shallow.toFile())
        .call()
        .close();
    assertThatThrownBy(() -> planned(shallow, "HEAD~1", "HEAD", null))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("unknown revision `HEAD~1`")
        .hasMessageContaining("git fetch --unshallow");
  }
}
