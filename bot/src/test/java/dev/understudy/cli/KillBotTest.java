package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.sql.googlesql.SharedGoogleSql;
import dev.understudy.store.Engine;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sample of {@link KillBotCampaign}. */
class KillBotTest {
  @ParameterizedTest
  @CsvSource({"H2, 1", "POSTGRESQL, 2"})
  void aBotThatIsKilledAgainAndAgainEndsAsIfItHadNotBeen(Engine engine, long seed)
      throws Exception {
    KillBotCampaign.Ending ending =
        KillBotCampaign.of(SharedGoogleSql.SQL, List.of(), engine, seed);
    assertThat(ending.kills()).isPositive();
    assertThat(ending.wrong()).isEmpty();
  }
}
