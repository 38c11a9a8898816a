package dev.understudy.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Unavailable;
import dev.understudy.store.Database;
import dev.understudy.store.DatabaseSettings;
import dev.understudy.store.Engine;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What servers on one PostgreSQL write to GitHub is counted together. */
class SharedBudgetTest {
  private static final int BURST = 20;

  private final DatabaseSettings settings = Engine.POSTGRESQL.fresh();

  private static WriteBudget budget(Database database) {
    return new WriteBudget(
        WriteLimits.PUBLISHED,
        Duration.ofSeconds(5),
        InstantSource.system(),
        database.writeBuckets());
  }

  private static int written(WriteBudget budget, String account, int most) {
    int written = 0;
    try {
      while (written < most) {
        written += budget.write(account, () -> 1);
      }
    } catch (Unavailable used) {
      assertThat(used.retryAfter()).isPresent();
    }
    return written;
  }

  @Test
  void whatOneServerWritesTheOtherCannot() {
    try (Database one = Database.open(settings);
        Database two = Database.open(settings)) {
      WriteBudget first = budget(one);
      WriteBudget second = budget(two);
      assertThat(written(first, "acme", BURST / 2)).isEqualTo(BURST / 2);
      int left = written(second, "acme", 2 * BURST);
      // a token comes back each second
      assertThat(left).isBetween(BURST / 2, BURST / 2 + 5);
      assertThat(written(first, "acme", 2 * BURST)).isLessThanOrEqualTo(2);
      assertThat(written(second, "elsewhere", 1)).isEqualTo(1);
    }
  }

  @Test
  void nothingIsWrittenWhereItCannotBeCounted() {
    Database database = Database.open(settings);
    WriteBudget budget = budget(database);
    assertThat(written(budget, "acme", 1)).isEqualTo(1);
    database.close();
    assertThatThrownBy(() -> budget.write("acme", () -> "written"))
        .isInstanceOf(Unavailable.class)
        .hasMessage("how much was written to GitHub cannot be read");
  }
}
