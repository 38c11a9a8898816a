package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.bot.CircleTests;
import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.endpoint.BigQueryEndpoint.Options;
import dev.understudy.endpoint.BigQueryEndpoint.Trouble;
import dev.understudy.forge.PullRequestId;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A project that had stages and is shut now must not hold up a pull request. */
class ShutProjectTest {
  private static final Path folder = folder();
  private static BigQueryEndpoint bigQuery = endpoint(0, Set.of());

  @RegisterExtension
  static final Stagehands hands =
      new Stagehands(
          InstantSource.system(),
          new SandboxWorld.Manner(
              TestWorld.USUAL.rhythm(),
              CircleTests.none(),
              Map.of("UNDERSTUDY_BIGQUERY_ENDPOINT", bigQuery.url()),
              SharedGoogleSql.SQL));

  private static Path folder() {
    try {
      return Files.createTempDirectory("shut-project");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BigQueryEndpoint endpoint(int port, Set<String> visible) {
    return BigQueryEndpoint.start(
        new Options(port, folder, InstantSource.system(), "US", visible, Trouble.NONE),
        SharedGoogleSql.SQL,
        SharedGoogleSql.SQL);
  }

  @AfterAll
  static void stop() {
    bigQuery.close();
  }

  @Test
  void theNextCommitIsStagedWhereTheConfigurationSaysAndTheEndSaysWhatIsLeft() {
    hands.production("stage: {project: old-stage}\n");
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    hands.told(pull, "✅");
    int port = URI.create(bigQuery.url()).getPort();
    bigQuery.close();
    bigQuery = endpoint(port, Set.of(hands.world.stageProject(), "new-stage"));

    hands.production("stage: {project: new-stage}\n");
    hands.push(pull, "SELECT a + 2 AS a FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    assertThat(hands.datasets("new-stage", pull)).isNotEmpty();

    hands.world.gitHub().as("ada").close(pull);
    assertThat(hands.told(pull, "Stage not wholly removed"))
        .contains("`old-stage` could not be removed: BigQuery denies access");
    assertThat(hands.datasets("new-stage", pull)).isEmpty();
  }
}
