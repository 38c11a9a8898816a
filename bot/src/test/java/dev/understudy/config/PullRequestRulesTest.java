package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.CommandRule.Permission;
import dev.understudy.failure.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a repository may say of its pull requests, and YAML that was written to hurt. */
class PullRequestRulesTest {
  private static PullRequestRules read(String text) {
    return RepositoryConfig.parse(text, RepositoryConfig.FILE, "stage").pullRequests();
  }

  @Test
  void aRepositoryThatSaysNothingGetsTheDefaults() {
    PullRequestRules rules = read("version: 1\n");
    assertThat(rules).isEqualTo(PullRequestRules.DEFAULTS);
    assertThat(rules.command("clean-stage").permission()).isEqualTo(Permission.WRITE);
    assertThat(rules.command("ok-to-stage").permission()).isEqualTo(Permission.MAINTAIN);
    assertThat(rules.command("unheard-of").permission()).isEqualTo(Permission.ADMIN);
  }

  @Test
  void everyKeyIsRead() {
    PullRequestRules rules =
        read(
            """
            comments: outcomes
            drafts: ignore
            forks: ignore
            baseline: generated-sql
            stage: {ttl: 48h, keep_max: 30d}
            commands:
              clean-stage: {permission: maintain, teams: [acme/data]}
              explain: {permission: triage}
            circleci:
              trigger: {project: gh/acme/analytics, branch: main, workflow: stage-tests, timeout: 30m}
              generated_sql: {project: gh/acme/analytics, branch: "generated-{number}"}
            """);
    assertThat(rules.comments()).isEqualTo(PullRequestRules.Comments.OUTCOMES);
    assertThat(rules.drafts()).isEqualTo(PullRequestRules.Drafts.IGNORE);
    assertThat(rules.forks()).isEqualTo(PullRequestRules.Forks.IGNORE);
    assertThat(rules.baseline()).isEqualTo("generated-sql");
    assertThat(rules.stageLife()).isEqualTo(Duration.ofDays(2));
    assertThat(rules.keepMost()).isEqualTo(Duration.ofDays(30));
    assertThat(rules.command("clean-stage"))
        .isEqualTo(new CommandRule(Permission.MAINTAIN, List.of("acme/data")));
    assertThat(rules.command("explain").permission()).isEqualTo(Permission.TRIAGE);
    assertThat(rules.command("keep").permission()).isEqualTo(Permission.WRITE);
    assertThat(rules.circleCi())
        .isEqualTo(
            new CircleCiRules(
                new CircleCiRules.Trigger(
                    "gh/acme/analytics", null, "main", "stage-tests", Duration.ofMinutes(30)),
                new CircleCiRules.GeneratedSql(
                    "gh/acme/analytics",
                    "generate-sql",
                    new CircleCiRules.Source.Branch("generated-{number}"),
                    Duration.ofHours(1))));
  }

  @Test
  void generatedSqlMayLieAmongAJobsArtifacts() {
    assertThat(
            read("circleci: {generated_sql: {project: gh/a/b, job: generate, artifacts: sql.tar.gz}}")
                .circleCi()
                .generatedSql())
        .isEqualTo(
            new CircleCiRules.GeneratedSql(
                "gh/a/b",
                "generate-sql",
                new CircleCiRules.Source.Artifacts("generate", "sql.tar.gz"),
                Duration.ofHours(1)));
  }

  @Test
  void aSectionWithNothingLeftInItIsTheDefault() {
    assertThat(read("stage:\n  # ttl: 1h\ncommands:\ncircleci:\n"))
        .isEqualTo(PullRequestRules.DEFAULTS);
  }

  @Test
  void aLongLifeMayBeKeptForAsLong() {
    assertThat(read("stage: {ttl: 60d}").keepMost()).isEqualTo(Duration.ofDays(60));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "comments: some|1:1|expected one of all, outcomes, none but read `some`",
        "coments: all|1:1|unknown key `coments`; did you mean `comments`?",
        "drafts: [a]|1:1|`drafts` must have one value",
        "forks: stage|1:1|expected one of analyse, ignore but read `stage`",
        "commands: {redeploy: {}}|1:12|unknown key `redeploy`; did you mean `redeploy-stage`?",
        "commands: {keep: {permision: write}}|1:19|did you mean `permission`?",
        "commands: {keep: {permission: owner}}|1:19|read, triage, write, maintain, admin but read `owner`",
        "commands: {keep: {teams: [data]}}|1:19|a team is named organization/team, but this is `data`",
        "stage: {keep_max: soon}|1:9|such as 90m or 72h, but read `soon`",
        "stage: {keep_max: 1h}|1:9|`keep_max` is less than the 3d that a stage lives anyway",
        "circleci: {trigger: {}}|1:21|expected the key `project`",
        "circleci: {trigger: {project: a/b}}|1:22|as in gh/organization/repository, not `a/b`",
        "circleci: {trigger: {project: gh/a/b, branch: '../x'}}|1:39|`../x` is no branch's name",
        "circleci: {trigger: {project: gh/a/b, definition: x}}|1:39|no pipeline definition's id",
        "circleci: {generated_sql: {project: gh/a/b, job: j}}|1:45|name them too",
        "circleci: {generated_sql: {project: gh/a/b, branch: x, artifacts: y}}|1:56|exclude each other",
        "circleci: {generated_sql: {project: gh/a/b, artifacts: y}}|1:27|expected the key `job`",
        "baseline: 'a b'|1:1|`a b` is no branch's name"
      })
  void aMistakeIsNamedWithItsPlace(String text, String place, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(message)
        .extracting(e -> ((Problem) e).location().toString())
        .isEqualTo(".understudy.yml:" + place);
  }

  static Stream<Arguments> hurtful() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    return Stream.of(
        Arguments.of("billion laughs", laughs.toString()),
        Arguments.of("few laughs", "labels: &a {x: &b {x: y}}\nstage: {labels: {a: *b}}\n"),
        Arguments.of("deep lists", "stage: " + "[".repeat(10_000)),
        Arguments.of("deep closed lists", "s: " + "[".repeat(10_000) + "]".repeat(10_000)),
        Arguments.of("deep maps", "{a: ".repeat(10_000) + "x" + "}".repeat(10_000)),
        Arguments.of("gadget", "stage: !!javax.script.ScriptEngineManager [!!java.net.URL [x]]"),
        Arguments.of("tagged keys", "!!javax.x stage: {}"),
        Arguments.of("tagged value", "comments: !!java.lang.String all"),
        Arguments.of("own tag", "comments: !env SECRET"),
        Arguments.of("duplicate keys", "comments: all\ncomments: none"),
        Arguments.of("duplicate inner keys", "stage: {ttl: 1h, ttl: 2h}"),
        Arguments.of("recursive", "stage: &a {labels: *a}"),
        Arguments.of("no mapping", "[a, b]"),
        Arguments.of("a giant key", "x".repeat(100_000) + ": y"),
        Arguments.of("a giant value", "comments: " + "x".repeat(100_000)),
        Arguments.of("merge", "x: &x {ttl: 1h}\nstage: {<<: *x}"),
        Arguments.of("control characters", "comments: a\u0000b"),
        Arguments.of("two documents", "comments: all\n---\ncomments: none"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hurtful")
  @Timeout(10)
  void yamlThatWasWrittenToHurtIsOneSentence(String name, String text) {
    assertThatThrownBy(() -> read(text))
        .as(name)
        .isInstanceOf(Problem.class)
        .satisfies(e -> assertThat(((Problem) e).location().path()).isEqualTo(".understudy.yml"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContain("\n"))
        .satisfies(e -> assertThat(((Problem) e).kind()).isEqualTo(Problem.Kind.USAGE));
  }
}
