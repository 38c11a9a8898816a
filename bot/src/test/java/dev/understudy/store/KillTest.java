package dev.understudy.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sample of {@link KillCampaign}. */
class KillTest {
  @ParameterizedTest
  @CsvSource({"H2, 5", "POSTGRESQL, 5"})
  void whatWasAcknowledgedIsThereAfterAKill(Engine engine, int kills) throws Exception {
    KillCampaign campaign = new KillCampaign(engine, 1);
    for (int kill = 0; kill < kills; kill++) {
      campaign.kill();
    }
    assertThat(campaign.acknowledged()).isGreaterThan(kills);
    assertThat(campaign.lost()).isEmpty();
  }
}
