package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.config.RepositoryConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in force, printed and read again. */
class ConfigTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stage: {ttl: 90m, labels: {team: '7'}, production_reads: ['a: b'], library_bucket: bucket}",
        "stage: {access: [{role: READER, entity: 'groupByEmail:a@b.c'}], keep_max: 30d}",
        "layout: {patterns: [{path: 'm/{dataset}/{name}.sql', project: p, kind: view, schema: x}]}",
        "project_aliases: {a: b}\nroutine_projects: [p, q]",
        "comments: none\ndrafts: ignore\nforks: ignore\nbaseline: generated-sql",
        "commands: {keep: {permission: admin, teams: [a/b, a/c]}}",
        "circleci: {trigger: {project: gh/a/b, branch: main, workflow: w w, timeout: 5m}}",
        "circleci: {generated_sql: {project: gh/a/b, branch: 'g-{sha}'}}",
        "circleci: {generated_sql: {project: gh/a/b, job: j, artifacts: sql/}}"
      })
  void itIsAConfigurationThatSaysTheSame(String text) {

    RepositoryConfig config = RepositoryConfig.parse(text, "a.yml", "stage-project");
    String printed = ConfigText.of(config);
    assertThat(RepositoryConfig.parse(printed, "b.yml", "stage-project")).isEqualTo(config);
  }
}
