package dev.understudy.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Identifier;
import dev.understudy.config.CircleCiRules;
import dev.understudy.config.PullRequestRules;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequest.State;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.report.comment.RunState.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is true now decides, and nothing else. */
class DecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String SHA = "a".repeat(40);
  private static final String OTHER = "b".repeat(40);
  private static final PullRequest OPEN = pull(State.OPEN, false, false, SHA, "main");
  private static final PullRequest DRAFT = pull(State.OPEN, true, false, SHA, "main");
  private static final PullRequest FORK = pull(State.OPEN, false, true, SHA, "main");
  private static final PullRequest MERGED = pull(State.MERGED, false, false, SHA, "main");
  private static final PullRequest CLOSED = pull(State.CLOSED, false, false, SHA, "main");
  private static final Standing STAGED = Standing.NEW.stage(stage(false)).handled(OPEN);
  private static final Standing UNDER_WAY = Standing.NEW.stage(stage(false));
  private static final Standing ON_REQUEST = Standing.NEW.stage(stage(true)).handled(DRAFT);
  private static final Standing CLEANED = Standing.NEW.handled(OPEN);
  private static final Standing ALLOWED = Standing.NEW.allowed(SHA);
  private static final Wishes NO = Wishes.NONE;
  private static final Decision STAGE = Decision.Stage.ALL;
  private static final Decision REST = new Decision.Rest();
  private static final Decision ANALYSE = new Decision.Analyse();
  private static final Identifier ID = Identifier.parse("p.d.v");

  private static PullRequest pull(
      State state, boolean draft, boolean fork, String sha, String base) {
    PullRequestId id = new PullRequestId(RepositoryName.of("acme/sql"), 1);
    return new PullRequest(id, state, draft, "", "ada", sha, "x", base, OTHER, fork, null);
  }

  private static Standing.Stage stage(boolean asDraft) {
    Instant expires = NOW.plus(Duration.ofDays(1));
    return new Standing.Stage(
        "pr1_a", SHA, OTHER, SHA, "stage", "run", expires, List.of(), "{}", asDraft);
  }

  private static Decision removed(Because because) {
    return new Decision.Remove(because);
  }

  static Stream<Arguments> table() {
    Duration day = Duration.ofDays(1);
    Duration week = Duration.ofDays(7);
    return Stream.of(
        row("a new one is staged", OPEN, Standing.NEW, NO, STAGE),
        row("a staged one rests", OPEN, STAGED, NO, REST),
        row("an interrupted one is staged", OPEN, UNDER_WAY, NO, STAGE),
        row(
            "another commit is staged",
            pull(State.OPEN, false, false, OTHER, "main"),
            STAGED,
            NO,
            STAGE),
        row(
            "another base is staged",
            pull(State.OPEN, false, false, SHA, "next"),
            STAGED,
            NO,
            STAGE),
        row("a cleaned one stays so", OPEN, CLEANED, NO, REST),
        row("stage again", OPEN, STAGED, NO.staging(), STAGE),
        row(
            "a part, anew",
            OPEN,
            STAGED,
            NO.staging(List.of(ID), true),
            new Decision.Stage(List.of(ID), true)),
        row("clean", OPEN, STAGED, NO.cleaning(), removed(Because.ASKED)),
        row("clean, then stage", OPEN, STAGED, NO.cleaning().staging(), STAGE),
        row("stage, then clean", OPEN, CLEANED, NO.staging().cleaning(), removed(Because.ASKED)),
        row("cancel a run", OPEN, UNDER_WAY, NO.cancelling("ada"), new Decision.Stop("ada")),
        row(
            "cancel a first run",
            OPEN,
            Standing.NEW,
            NO.cancelling("ada"),
            new Decision.Stop("ada")),
        row("cancel nothing", OPEN, STAGED, NO.cancelling("ada"), REST),
        row(
            "stage, then cancel",
            OPEN,
            UNDER_WAY,
            NO.staging().cancelling("ada"),
            new Decision.Stop("ada")),
        row("cancel, then stage", OPEN, UNDER_WAY, NO.cancelling("ada").staging(), STAGE),
        row("keep longer", OPEN, STAGED, NO.keeping(week), REST),
        row("keep for as long as it stays anyway", OPEN, STAGED, NO.keeping(day), REST),
        row("keep nothing", OPEN, CLEANED, NO.keeping(day), REST),
        row("keep and test", OPEN, STAGED, NO.keeping(week).retesting(), new Decision.Test()),
        row("test", OPEN, STAGED, NO.retesting(), new Decision.Test()),
        row("test what is not staged", OPEN, CLEANED, NO.retesting(), STAGE),
        row("a draft is staged", DRAFT, Standing.NEW, NO, STAGE),
        row("a fork is read", FORK, Standing.NEW, NO, ANALYSE),
        row("a fork is read once", FORK, CLEANED, NO, REST),
        row("a fork is not staged on request", FORK, CLEANED, NO.staging(), ANALYSE),
        row("a fork is not tested on request", FORK, CLEANED, NO.retesting(), REST),
        row("an allowed fork is staged", FORK, ALLOWED, NO, STAGE),
        row(
            "an allowed fork that was read is staged",
            FORK,
            ALLOWED.handled(FORK),
            NO.allowing(SHA),
            STAGE),
        row(
            "a fork that moved on is read",
            pull(State.OPEN, false, true, OTHER, "main"),
            ALLOWED,
            NO,
            ANALYSE),
        row(
            "a fork of which another commit was wished is read",
            FORK,
            Standing.NEW.allowed(OTHER),
            NO.allowing(OTHER),
            ANALYSE),
        row("merged", MERGED, STAGED, NO, removed(Because.MERGED)),
        row("closed", CLOSED, STAGED, NO, removed(Because.CLOSED)),
        row("closed before it was seen", CLOSED, Standing.NEW, NO, removed(Because.CLOSED)),
        row("closed and cleaned", CLOSED, CLEANED.closed(true), NO, REST),
        row("closed with something left", CLOSED, STAGED.closed(true), NO, removed(Because.CLOSED)),
        row("closed and asked for", CLOSED, CLEANED.closed(true), NO.staging(), REST));
  }

  private static Arguments row(
      String name, PullRequest pull, Standing standing, Wishes wishes, Decision decision) {
    return Arguments.of(name, pull, standing, wishes, decision);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void decides(String name, PullRequest pull, Standing standing, Wishes wishes, Decision decision) {
    assertThat(Decision.of(pull, standing, wishes, PullRequestRules.DEFAULTS, NOW))
        .as(name)
        .isEqualTo(decision);
  }

  private static Decision strict(PullRequest pull, Standing standing, Wishes wishes) {
    PullRequestRules usual = PullRequestRules.DEFAULTS;
    PullRequestRules rules =
        new PullRequestRules(
            usual.comments(),
            PullRequestRules.Drafts.IGNORE,
            PullRequestRules.Forks.IGNORE,
            null,
            usual.commands(),
            usual.stageLife(),
            usual.keepMost(),
            CircleCiRules.NONE);
    return Decision.of(pull, standing, wishes, rules, NOW);
  }

  @Test
  void aTeamMayWantNothingOfDraftsUntilSomebodyAsks() {
    assertThat(strict(DRAFT, Standing.NEW, NO)).isEqualTo(REST);
    assertThat(strict(DRAFT, STAGED, NO)).isEqualTo(removed(Because.DRAFT));
    assertThat(strict(DRAFT, Standing.NEW, NO.staging())).isEqualTo(STAGE);
    assertThat(strict(DRAFT, ON_REQUEST, NO)).isEqualTo(REST);
    assertThat(strict(DRAFT, ON_REQUEST, NO.cleaning())).isEqualTo(removed(Because.ASKED));
    assertThat(strict(pull(State.OPEN, true, false, OTHER, "main"), ON_REQUEST, NO))
        .isEqualTo(removed(Because.DRAFT));
  }

  @Test
  void aTeamMayWantNothingOfForksUntilAMaintainerAsks() {
    assertThat(strict(FORK, Standing.NEW, NO)).isEqualTo(REST);
    assertThat(strict(FORK, Standing.NEW, NO.staging())).isEqualTo(REST);
    assertThat(strict(FORK, ALLOWED, NO.allowing(SHA))).isEqualTo(STAGE);
    assertThat(strict(pull(State.OPEN, false, true, OTHER, "main"), STAGED, NO))
        .as("nothing of the commit before stays")
        .isEqualTo(removed(Because.SUPERSEDED));
  }

  @Test
  void aStageExpiresToTheSecond() {
    Instant end = NOW.plus(Duration.ofDays(1));
    PullRequestRules rules = PullRequestRules.DEFAULTS;
    assertThat(Decision.of(OPEN, STAGED, NO, rules, end.minusMillis(1))).isEqualTo(REST);
    assertThat(Decision.of(OPEN, STAGED, NO, rules, end)).isEqualTo(removed(Because.EXPIRED));
    assertThat(Decision.of(OPEN, STAGED, NO.retesting(), rules, end))
        .isEqualTo(removed(Because.EXPIRED));
  }

  @Test
  void whatSomebodyWantsForLongerDoesNotExpireAndOnlyEverStaysLonger() {
    Instant end = NOW.plus(Duration.ofDays(1));
    Instant later = end.plus(Duration.ofDays(2));
    PullRequestRules rules = PullRequestRules.DEFAULTS;
    Standing kept = STAGED.kept(later).kept(end);
    assertThat(kept.keep()).isEqualTo(later);
    assertThat(kept.goesTooSoon()).isTrue();
    assertThat(Decision.of(OPEN, kept, NO, rules, end)).isEqualTo(REST);
    assertThat(Decision.of(OPEN, kept, NO, rules, later)).isEqualTo(removed(Because.EXPIRED));
    assertThat(STAGED.kept(end).goesTooSoon()).as("it stays so long anyway").isFalse();
    assertThat(kept.removed().keep()).as("what is taken away is not kept").isNull();
  }
}
