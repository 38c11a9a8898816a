package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                + "stage: {project: acme-stage, ttl: 90m, labels: {team: data}}\n");
    assertThat(config.layout().patterns()).hasSize(1);
    assertThat(config.stage().project()).isEqualTo("acme-stage");
    assertThat(config.stage().timeToLive()).isEqualTo(Duration.ofMinutes(90));
    assertThat(config.stage().labels()).containsEntry("team", "data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stag: {}|.understudy.yml:1:1|unknown key `stag`; did you mean `stage`?",
        "stage: {tll: 1h}|.understudy.yml:1:9|unknown key `tll`; did you mean `ttl`?",
        "stage: {project: Acme_Stage}|.understudy.yml:1:9|expected a project id but read `Acme_Stage`",
        "stage: {ttl: soon}|.understudy.yml:1:9|such as 90m or 72h, but read `soon`",
        "stage: [a]|.understudy.yml:1:8|expected keys with values",
        "layout: {patterns: x}|.understudy.yml:1:10|`patterns` must be a list",
        "layout: {patterns: [{kind: view}]}|.understudy.yml:1:21|expected the key `path`",
        "layout: {patterns: [{path: x, kind: vew}]}|.understudy.yml:1:31|`vew` is none of",
        "version: 2|.understudy.yml:1:1|reads version 1, not 2",
        "project_aliases: {a: [b]}|.understudy.yml:1:19|`a` must have one value",
        "a: [|.understudy.yml:1:5|this is not YAML",
        "a: b|.understudy.yml:1:1|unknown key `a`; here may stand version, layout, project_aliases,",
        "commands: {frobnicate: {}}|.understudy.yml:1:12|unknown key `frobnicate`; here may stand",
        "layout: {root: ../..}|.understudy.yml:1:10|inside of the repository, such as sql",
        "layout: {root: /etc}|.understudy.yml:1:10|or data/sql, but read `/etc`",
        "layout: {root: sql/}|.understudy.yml:1:10|but read `sql/`",
        "layout: {root: .}|.understudy.yml:1:10|but read `.`",
        "external_schemas: a/../b|.understudy.yml:1:1|but read `a/../b`",
        "layout: {patterns: [{path: 'm/{datset}.sql'}]}|.understudy.yml:1:22|names {datset}; it may use [{dataset}, {name}, {project}]",
        "layout: {patterns: [{path: /m/*.sql}]}|.understudy.yml:1:22|but read `/m/*.sql`",
        "layout: {patterns: [{path: 'm/{name}.sql', schema: '{dataset}.yaml'}]}|.understudy.yml:1:44|names {dataset}; it may use [{name}]",
        "project_aliases: {a: b, b: a}|.understudy.yml:1:19|`b` is the original of `a` and a copy itself",
        "stage: {dataset: x}|.understudy.yml:1:9|stage.dataset `x` must hold {suffix}",
        "stage: {dataset: 'x_{sufix}'}|.understudy.yml:1:9|names {sufix}; it may use",
        "stage: {dataset: 'x-{suffix}'}|.understudy.yml:1:9|letters, digits, underscores and {words} only",
        "stage: {name: '{name}_x'}|.understudy.yml:1:9|must end with {name}",
        "stage: {location: 12}|.understudy.yml:1:9|such as US or europe-west1 but read `12`",
        "stage: {access: [{role: GOD, entity: 'domain:a.b'}]}|.understudy.yml:1:19|expected one of READER, WRITER, OWNER but read `GOD`",
        "stage: {access: [{role: READER, entity: x}]}|.understudy.yml:1:33|specialGroup:… but read `x`",
        "stage: {access: [{role: READER, entity: 'userByEmail:'}]}|.understudy.yml:1:33|but read `userByEmail:`",
        "stage: {labels: {Team Name: foo}}|.understudy.yml:1:18|but this is `Team Name`",
        "stage: {labels: {team: Foo}}|.understudy.yml:1:18|but this is `Foo`",
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
  @ValueSource(
      strings = {
        "layout: {root: data/..sql/v1.2}",
        "layout: {patterns: [{path: '{project}/*/{name}.sql', schema: '{name}.yaml'}]}",
        "project_aliases: {a: c, b: c}",
        "stage: {location: europe-west12, dataset: '{suffix}_{dataset}', name: 'x_{name}'}",
        "stage: {labels: {cost-center_1: 'équipe_7'}}",
        "stage: {access: [{role: OWNER, entity: 'domain:example.com'}]}",
        "stage: {access: [{role: READER, entity: 'specialGroup:projectReaders'}]}"
      })
  void whatBigQueryAndTheRepositoryAllowIsAllowed(String text) {
    assertThat(read(text)).isNotNull();
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
