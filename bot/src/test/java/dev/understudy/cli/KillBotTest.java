package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.sql.googlesql.SharedGoogleSql;
import dev.understudy.store.Engine;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sample of {@link KillBotCampaign}. */
class KillBotTest {
  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({"H2, IN_COMMITS, 1", "POSTGRESQL, IN_COMMITS, 2", "H2, GENERATED, 3"})
  void aBotThatIsKilledAgainAndAgainEndsAsIfItHadNotBeen(
      Engine engine, KillBotCampaign.Sql where, long seed) throws Exception {
    KillBotCampaign.Ending ending =
        KillBotCampaign.of(SharedGoogleSql.SQL, List.of(), engine, where, seed);
    assertThat(ending.kills()).isPositive();
    assertThat(ending.wrong()).isEmpty();
  }
}
