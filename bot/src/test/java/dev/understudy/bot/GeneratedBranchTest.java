package dev.understudy.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where SQL is looked for that a workflow leaves on a branch. */
class GeneratedBranchTest {
  private static final String SHA = "a".repeat(40);

  private static PullRequest pull(int number, String branch) {
    PullRequestId id = new PullRequestId(RepositoryName.of("acme/sql"), number);
    return new PullRequest(
        id, PullRequest.State.OPEN, false, "", "ada", SHA, branch, "main", SHA, false, null);
  }

  @Test
  void aPullRequestFillsInItsBranchItsNumberAndItsCommit() {
    assertThat(GeneratedBranch.of("made/{branch}-{number}-{sha}", pull(7, "tax")))
        .isEqualTo("made/tax-7-" + SHA);
    assertThat(GeneratedBranch.of("{number}", pull(7, "gh-readonly-queue/main/pr-8-" + SHA)))
        .isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource({"main,12", "release/pr-3-abc,45"})
  void aMergeGroupHasTheNumberThatItsBranchNames(String base, int number) {
    String queued = "gh-readonly-queue/" + base + "/pr-" + number + "-" + SHA;
    assertThat(GeneratedBranch.of("made-{number}", pull(0, queued))).isEqualTo("made-" + number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gh-readonly-queue/main/batch-1", "queue/main/pr-7-abc", "main"})
  void aMergeGroupWhoseBranchNamesNoPullRequestIsRefusedWhereTheNumberIsNeeded(String branch) {
    assertThatThrownBy(() -> GeneratedBranch.of("made-{number}", pull(0, branch)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("`" + branch + "` does not name: use `{sha}`");
    assertThat(GeneratedBranch.of("made-{sha}", pull(0, branch))).isEqualTo("made-" + SHA);
  }

  @Test
  void whatGitDoesNotAllowAsANameIsRefused() {
    assertThatThrownBy(() -> GeneratedBranch.of("made..{number}", pull(7, "tax")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("`made..7`");
  }
}
