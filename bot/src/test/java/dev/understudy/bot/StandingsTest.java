package dev.understudy.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.store.PullState;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rows that another version of the bot wrote. */
class StandingsTest {
  private static Standing read(String standing) {
    String document = "{\"version\":1,\"standing\":" + standing + "}";
    PullRequestId id = new PullRequestId(RepositoryName.of("o/r"), 1);
    return Standings.read(new PullState(id, "open", null, null, null, null, document));
  }

  @Test
  void aRowFromBeforeSqlWasWaitedForHasNone() {
    Standing old =
        read(
            """
            {"sequence":3,"handled":"a into main","stage":null,"allowed":null,"tests":null,
             "told":{"comment":7,"checkIds":{}},"deployment":null,"closed":false}""");
    assertThat(old.handled()).isEqualTo("a into main");
    assertThat(old.generated()).isNull();
    assertThat(old.waits()).isFalse();
  }

  @Test
  void aRowFromBeforeAWishForAPartWasRememberedHasNone() {
    Standing old =
        read(
            """
            {"sequence":3,"told":{"checkIds":{}},"closed":false,
             "stage":{"suffix":"s","sha":"a","base":"b","project":"p","run":"r",
              "expires":"2026-11-21T09:00:00Z","changed":[],"asDraft":false},
             "generated":{"sha":"a","until":"2026-11-21T09:00:00Z"}}""");
    assertThat(Objects.requireNonNull(old.generated()).wanted()).isEmpty();
    assertThat(Objects.requireNonNull(old.stage()).head()).isNull();
  }

  @Test
  void aRowWithMoreThanIsKnownHereIsRead() {
    Standing later =
        read(
            """
            {"sequence":3,"told":{"checkIds":{}},"closed":false,"colour":"blue",
             "generated":{"sha":"a","until":"2026-11-21T09:00:00Z","mood":"good"}}""");
    assertThat(later.waits()).isTrue();
  }
}
