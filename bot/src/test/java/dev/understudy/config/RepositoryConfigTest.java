package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configuration as people write it, right and wrong. */
class RepositoryConfigTest {
  private static RepositoryConfig read(String text) {
    return ConfigYaml.read(text, RepositoryConfig.FILE, "stage");
  }

  @Test
  void anEmptyFileIsTheDefault() {
    assertThat(read("").stage()).isEqualTo(ConfigYaml.defaults("stage").stage());
    assertThat(read("# nothing\n").layout()).isEqualTo(ConfigYaml.defaults("stage").layout());
  }

  @Test
  void everyKeyIsRead() {
    RepositoryConfig config =
        read(
            "version: 1\nproject_aliases: {public: p}\nlayout:\n  patterns:\n"
                + "  - {path: 'models/{dataset}/{name}.sql', project: p, kind: view}\n"
                + "stage: {project: s, ttl: 90m, labels: {team: data}}\n");
    assertThat(config.layout().patterns()).hasSize(1);
    assertThat(config.stage().timeToLive()).isEqualTo(Duration.ofMinutes(90));
    assertThat(config.stage().labels()).containsEntry("team", "data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stag: {}|.understudy.yml:1:1|unknown key `stag`; did you mean `stage`?",
        "stage: {tll: 1h}|.understudy.yml:1:9|unknown key `tll`; did you mean `ttl`?",
        "stage: {ttl: soon}|.understudy.yml:1:9|such as 90m or 72h, but read `soon`",
        "stage: [a]|.understudy.yml:1:8|expected keys with values",
        "layout: {patterns: x}|.understudy.yml:1:10|`patterns` must be a list",
        "layout: {patterns: [{kind: view}]}|.understudy.yml:1:21|expected the key `path`",
        "layout: {patterns: [{path: x, kind: vew}]}|.understudy.yml:1:31|`vew` is none of",
        "version: 2|.understudy.yml:1:1|reads version 1, not 2",
        "project_aliases: {a: [b]}|.understudy.yml:1:19|`a` must have one value",
        "a: [|.understudy.yml:1:5|this is not YAML",
        "stage: {}\\nstage: {}|.understudy.yml:2:1|the key `stage` comes twice"
      })
  void aMistakeIsNamedWithItsPlace(String text, String place, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(message)
        .extracting(e -> ((Problem) e).location().toString())
        .isEqualTo(place);
  }

  @ParameterizedTest
  @CsvSource({
    "UNDERSTUDY_STAGE_PROJECT,No Project",
    "UNDERSTUDY_BIGQUERY_ENDPOINT,localhost:9050",
    "UNDERSTUDY_PRODUCTION_METADATA,maybe"
  })
  void aWrongSettingIsNamed(String name, String value) {
    assertThatThrownBy(() -> Settings.of(Map.of(name, value)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(name)
        .hasMessageContaining(value);
  }
}
