package dev.understudy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Settings;
import dev.understudy.failure.Problem;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.StagePlan;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change cannot loosen the rules that it is judged by. */
class TrustedConfigTest {
  private static final Actor ACTOR = new Actor("bot-1", "mozilla/etl", 7);

  @TempDir private Path folder;
  private Rehearsed repository;
  private String base = "";

  @BeforeEach
  void production() {
    repository = new Rehearsed(folder);
    repository.view("p.d.v", "SELECT 1 AS x");
    base = repository.commit();
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private Workspace workspace(@Nullable String trusted) {
    Settings settings =
        Settings.of(
            Map.of(
                "UNDERSTUDY_STATE_DIR",
                folder.resolve(".understudy").toString(),
                "UNDERSTUDY_STAGE_PROJECT",
                "stage-project"));
    return new Workspace(folder, settings, Rehearsed.SQL, trusted);
  }

  private StagePlan plan(@Nullable String trusted, String head) {
    try (Workspace workspace = workspace(trusted)) {
      return new StageFlow(workspace, Rehearsed.SQL, InstantSource.fixed(Instant.EPOCH))
          .plan(new Selection(folder, base, head, null, List.of()), "s1", false, ACTOR)
          .plan();
    }
  }

  private String change(String config) {
    repository.file(".understudy.yml", config).view("p.d.v", "SELECT 2 AS x");
    return repository.commit();
  }

  @Test
  void aChangedConfigurationHoldsOnlyWhereItIsTrusted() {
    String head = change("stage: {project: elsewhere}\n");
    assertThat(plan(base, head).datasets())
        .extracting(StageDataset::project)
        .containsOnly("stage-project");
    assertThat(plan(null, head).datasets())
        .extracting(StageDataset::project)
        .containsOnly("elsewhere");
  }

  @Test
  void aBrokenConfigurationOfTheChangeDoesNoHarmAndOneOfTheBaseIsSaid() {
    String head = change("stage: [\n");
    assertThat(plan(base, head).members()).hasSize(1);
    assertThatThrownBy(() -> plan(head, head)).isInstanceOf(Problem.class);
  }

  @Test
  void whetherTheConfigurationDiffersCanBeAsked() {
    String head = change("version: 1\n");
    repository.view("p.d.v", "SELECT 3 AS x");
    String later = repository.commit();
    try (Workspace workspace = workspace(base)) {
      assertThat(workspace.configDiffers(base, head)).isTrue();
      assertThat(workspace.configDiffers(head, later)).isFalse();
    }
  }

  @Test
  void theLabelsSayForWhomTheStageIsMade() {
    assertThat(plan(base, change("version: 1\n")).datasets().getFirst().labels())
        .containsEntry("understudy", "bot-1")
        .containsEntry("repository", "mozilla_etl")
        .containsEntry("pull_request", "7")
        .containsEntry("staged_on", "0");
  }
}
