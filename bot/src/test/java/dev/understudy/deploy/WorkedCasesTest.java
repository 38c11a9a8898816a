package dev.understudy.deploy;

import static dev.understudy.deploy.Rehearsed.findings;
import static dev.understudy.deploy.Rehearsed.ids;
import static dev.understudy.deploy.Rehearsed.impact;
import static dev.understudy.deploy.Rehearsed.member;
import static dev.understudy.deploy.Rehearsed.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.artifact.Change;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.Step;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked cases of the design, on small files that show the same thing, by their number. */
class WorkedCasesTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Rehearsed repo;

  @BeforeEach
  void open() {
    repo = new Rehearsed(folder);
    repo.file(
            "sql/fun/assert/true/udf.sql",
            "CREATE OR REPLACE FUNCTION assert.true(x BOOL) AS (IF(x, TRUE, ERROR('no')));")
        .file(
            "sql/fun/norm/truncate/udf.sql",
            "CREATE OR REPLACE FUNCTION norm.truncate(x STRING) AS (SPLIT(x, '.')[OFFSET(0)]);\n"
                + "SELECT assert.true(norm.truncate('1.2') = '1');\n")
        .file(
            "sql/fun/norm/browser/udf.sql",
            "CREATE OR REPLACE FUNCTION norm.browser(x STRING) AS (CONCAT(norm.truncate(x), '!'));\n")
        .table("p.derived.clients_v1", "id STRING", "version STRING", "day DATE")
        .query(
            "p.derived.clients_v1",
            "SELECT id, fun.norm.truncate(version) AS version, day FROM p.live.raw")
        .view(
            "p.d.joined",
            "SELECT id, `fun.norm.browser`(version) AS version FROM `p.derived.clients_v1`")
        .view("p.d.clients", "SELECT * FROM `p.d.joined`");
  }

  @AfterEach
  void close() {
    repo.close();
  }

  @Test
  void t01_aViewBringsItsViewsTablesAndRoutinesButNotTheRoutinesTests() {
    StagePlan plan = repo.planPaths("sql/p/d/clients/view.sql");
    assertThat(ids(plan))
        .containsExactlyInAnyOrder(
            "fun.norm.truncate",
            "fun.norm.browser",
            "p.derived.clients_v1",
            "p.d.joined",
            "p.d.clients");
    assertThat(member(plan, "fun.norm.truncate").wave()).isZero();
    assertThat(member(plan, "fun.norm.browser").wave()).isEqualTo(1);
    assertThat(member(plan, "p.derived.clients_v1").wave()).isZero();
    assertThat(member(plan, "p.d.joined").wave()).isEqualTo(2);
    assertThat(member(plan, "p.d.clients").wave()).isEqualTo(3);
    assertThat(sql(plan, "p.d.clients"))
        .isEqualTo(
            "CREATE OR REPLACE VIEW\n  `stage-project.d_p_s1.clients`\nAS\nSELECT * FROM `stage-project.d_p_s1.joined`");
    assertThat(member(plan, "fun.norm.truncate").why())
        .isEqualTo("called by fun.norm.browser, on the way to p.d.clients, which changed");
  }

  @Test
  void t02_aChangedRoutineBringsItsTestsAndNamesItsReaders() {
    StagePlan plan = repo.planPaths("sql/fun/norm/truncate/udf.sql");
    assertThat(ids(plan)).containsExactlyInAnyOrder("fun.assert.true", "fun.norm.truncate");
    assertThat(impact(plan))
        .startsWith("fun.norm.browser", "p.derived.clients_v1")
        .contains("p.d.clients");
  }

  @Test
  void t03_aTwoPartCallMeansTheRoutinesOwnProject() {
    StagePlan plan = repo.planPaths("sql/fun/norm/browser/udf.sql");
    assertThat(ids(plan)).containsExactly("fun.norm.truncate", "fun.norm.browser");
    assertThat(sql(plan, "fun.norm.browser"))
        .contains("(CONCAT(`stage-project.norm_fun_s1.truncate`(x), '!'))");
  }

  @Test
  void t04_aTableReadByItsTimeOfIngestionIsPartitionedByIt() {
    repo.table("p.raw.parts_a", "a INTEGER")
        .table("p.raw.parts_b", "a INTEGER")
        .inProduction()
        .view("p.d.daily", "SELECT a, DATE(_PARTITIONTIME) AS day FROM `p.raw.parts_*`");
    StagePlan plan = repo.plan();
    for (String id : List.of("p.raw.parts_a", "p.raw.parts_b")) {
      assertThat(((Step.CreateTable) member(plan, id).step()).options().timePartitioning())
          .hasToString("TimePartitioning[type=DAY, field=null, requirePartitionFilter=false]");
    }
  }

  @Test
  void t04_aSchemaAloneStagesItsTableWithPartitioningAndNamesTheReaders() {
    repo.file(
            "sql/p/derived/clients_v1/metadata.yaml",
            "bigquery: {time_partitioning: {type: day, field: day, require_partition_filter: true}}\n")
        .inProduction()
        .table("p.derived.clients_v1", "id STRING", "version STRING", "day DATE", "more STRING");
    StagePlan plan = repo.plan();
    assertThat(plan.changed().getFirst().detail()).isEqualTo("schema: added more STRING");
    Step.CreateTable table = (Step.CreateTable) member(plan, "p.derived.clients_v1").step();
    assertThat(table.options().timePartitioning())
        .hasToString("TimePartitioning[type=DAY, field=day, requirePartitionFilter=true]");
    assertThat(impact(plan)).containsExactly("p.d.joined", "p.d.clients");
  }

  @Test
  void t05_aDeletedViewLeavesItsReadersDangling() {
    repo.inProduction().remove("sql/p/d/joined/view.sql");
    assertThat(findings(repo.plan()))
        .hasSize(1)
        .allMatch(f -> f.contains("p.d.clients reads p.d.joined, which this change removes"));
  }

  @Test
  void t06_anExternalWildcardIsOnePlaceholderAndKeepsItsSuffix() {
    repo.view(
        "p.d.ga",
        "SELECT event + 1 AS event FROM `m.analytics.events_*` WHERE _TABLE_SUFFIX >= '2024'");
    StagePlan plan = repo.planPaths("sql/p/d/ga/view.sql");
    assertThat(ids(plan)).containsExactly("m.analytics.events_*", "p.d.ga");
    assertThat(sql(plan, "p.d.ga"))
        .contains("`stage-project.analytics_m_s1.events_*` WHERE _TABLE_SUFFIX");
  }

  @Test
  void t07_aWildcardOfManagedTablesHasNoPlaceholder() {
    repo.table("p.etl.h__agg_a_v1", "x INTEGER")
        .table("p.etl.h__agg_b_v1", "x INTEGER")
        .view("p.etl.all", "SELECT x FROM `p.etl.h__agg_*`");
    StagePlan plan = repo.planPaths("sql/p/etl/all/view.sql");
    assertThat(plan.members()).allMatch(m -> m.origin() == Member.Origin.REPOSITORY).hasSize(3);
  }

  @Test
  void t08_aWildcardOverAWholeDatasetAndMixedQuotesAreRewritten() {
    repo.table("p.stable.main_v5", "x INTEGER")
        .view("p.d.m", "SELECT `fun`.norm.truncate(CAST(x AS STRING)) AS x FROM `p.stable.*`");
    StagePlan plan = repo.planPaths("sql/p/d/m/view.sql");
    assertThat(sql(plan, "p.d.m"))
        .contains("`stage-project.norm_fun_s1.truncate`(CAST(x")
        .contains("FROM `stage-project.stable_p_s1.*`");
  }

  @Test
  void t09_aRegionsInformationSchemaKeepsItsRegion() {
    repo.view(
        "p.d.i",
        "-- `p.region-us.INFORMATION_SCHEMA.TABLES`\nSELECT table_name FROM `p.region-us.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS`");
    String sql = sql(repo.planPaths("sql/p/d/i/view.sql"), "p.d.i");
    assertThat(sql)
        .contains("-- `p.region-us.INFORMATION_SCHEMA.TABLES`")
        .contains("FROM `stage-project.region-us.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS`");
  }

  @Test
  void t10_aTableReadAsOfATimeIsRewrittenInFrontOfIt() {
    repo.table("p.ext.phones_v1", "n INTEGER")
        .query(
            "p.d.q",
            "SELECT COUNT(*) AS n FROM `p.ext.phones_v1` FOR SYSTEM_TIME AS OF TIMESTAMP(@d + 1, 'UTC')");
    assertThat(sql(repo.planPaths("sql/p/d/q"), "p.d.q"))
        .contains(
            "FROM `stage-project.ext_p_s1.phones_v1` FOR SYSTEM_TIME AS OF TIMESTAMP(@d + 1, 'UTC')");
  }

  @Test
  void t11_anExternalQuerysColumnsComeFromItsInnerSql() {
    repo.query(
        "p.d.carts",
        "SELECT id, TIMESTAMP_MILLIS(SAFE_CAST(made AS INT64)) AS made, n + 1 AS n FROM EXTERNAL_QUERY('q.us.db', '''SELECT id, made, CAST(n AS SIGNED) AS n FROM carts''')");
    StagePlan plan = repo.planPaths("sql/p/d/carts/query.sql", "sql/p/d/clients/view.sql");
    Member external =
        plan.members().stream()
            .filter(m -> m.id().dataset().equals("external_query"))
            .findFirst()
            .orElseThrow();
    assertThat(external.inferred()).isTrue();
    assertThat(((Step.CreateTable) external.step()).schema().columns())
        .extracting(c -> c.name() + " " + c.type())
        .containsExactly("id STRING", "made STRING", "n INTEGER");
    assertThat(sql(plan, "p.d.carts")).endsWith("FROM `" + external.stageId() + "`");
    assertThat(ids(plan)).contains("p.d.clients");
  }

  @Test
  void t12_namesOfCommonTableExpressionsHaveNoCase() {
    repo.query("p.d.o", "WITH c AS (SELECT 1 AS x), d AS (SELECT x FROM C) SELECT x FROM D");
    assertThat(ids(repo.planPaths("sql/p/d/o"))).containsExactly("p.d.o");
  }

  @Test
  void t13_aCorrelatedArrayIsNoTable() {
    repo.query(
        "p.d.o",
        "SELECT ARRAY(SELECT key FROM _current.months AS key) AS k FROM (SELECT ['a'] AS months) AS _current");
    assertThat(ids(repo.planPaths("sql/p/d/o"))).containsExactly("p.d.o");
  }

  @Test
  void t14_aCircleThroughATableWithASchemaIsFine() {
    repo.table("p.derived.loop_v1", "id STRING")
        .query("p.derived.loop_v1", "SELECT id FROM `p.d.loop`")
        .view("p.d.loop", "SELECT id FROM `p.derived.loop_v1`");
    assertThat(ids(repo.planPaths("sql/p/d/loop/view.sql")))
        .containsExactly("p.derived.loop_v1", "p.d.loop");
  }

  @Test
  void t14_aCircleOfViewsIsAProblemOfEachAndTheRestGoesOn() {
    repo.view("p.d.a", "SELECT 1 AS x FROM p.d.b")
        .view("p.d.b", "SELECT 1 AS x FROM p.d.a")
        .view("p.d.reader", "SELECT x FROM p.d.a")
        .view("p.d.other", "SELECT 1 AS x");
    StagePlan plan = repo.planPaths("sql/p/d/a", "sql/p/d/b", "sql/p/d/reader", "sql/p/d/other");
    String circle = "these artifacts need each other: p.d.a → p.d.b → p.d.a";
    assertThat(findings(plan))
        .containsExactlyInAnyOrder(
            "ERROR sql/p/d/a/view.sql:4:20 " + circle, "ERROR sql/p/d/b/view.sql:4:20 " + circle);
    assertThat(ids(plan)).containsExactlyInAnyOrder("p.d.a", "p.d.b", "p.d.reader", "p.d.other");
    assertThat(member(plan, "p.d.a").step())
        .isInstanceOfSatisfying(
            Step.Impossible.class, step -> assertThat(step.reason()).endsWith(circle));
    assertThat(Order.of(plan.members())).hasSize(4);
  }

  @Test
  void t15_aQueryThatReadsItselfIsMadeFromItsInitialForm() {
    repo.file(
            "sql/p/d/seen_v1/query.sql",
            "{% if is_init() %}SELECT id FROM p.derived.clients_v1 WHERE FALSE{% else %}SELECT id FROM p.derived.clients_v1 UNION ALL SELECT id FROM p.d.seen_v1{% endif %}\n")
        .file(
            "sql/p/d/seen_v1/metadata.yaml",
            "schema: {derived_from: [{table: [p, d, parent_v1]}]}\n")
        .table("p.d.parent_v1", "id STRING");
    StagePlan plan = repo.planPaths("sql/p/d/seen_v1");
    assertThat(ids(plan))
        .containsExactlyInAnyOrder("p.derived.clients_v1", "p.d.parent_v1", "p.d.seen_v1");
    assertThat(sql(plan, "p.d.seen_v1"))
        .isEqualTo("SELECT id FROM `stage-project.derived_p_s1.clients_v1` WHERE FALSE");
  }

  @Test
  void t16_aUserFacingProjectIsAnAlias() {
    repo.file(".understudy.yml", "project_aliases: {mozdata: p}\n")
        .query("p.d.mobile", "SELECT id FROM `mozdata.d.clients`");
    StagePlan plan = repo.planPaths("sql/p/d/mobile", "sql/p/d/clients");
    assertThat(sql(plan, "p.d.mobile")).isEqualTo("SELECT id FROM `stage-project.d_p_s1.clients`");
  }

  @Test
  void t17_aMaterializedViewBecomesATableOfItsQuery() {
    String mv =
        "CREATE MATERIALIZED VIEW IF NOT EXISTS `p.d.live` PARTITION BY day CLUSTER BY id OPTIONS (enable_refresh = TRUE) AS SELECT id, day FROM p.derived.clients_v1 WHERE day >= '%s'\n";
    repo.file("sql/p/d/live/materialized_view.sql", mv.formatted("2026-01-01"));
    assertThat(sql(repo.planPaths("sql/p/d/live"), "p.d.live"))
        .isEqualTo(
            "SELECT id, day FROM `stage-project.derived_p_s1.clients_v1` WHERE day >= '2026-01-01'");
    repo.inProduction().file("sql/p/d/live/materialized_view.sql", mv.formatted("2026-01-02"));
    Change change = repo.plan().changed().get(0);
    assertThat(change.detail()).isEqualTo("only date literals changed");
    assertThat(change.staged()).isFalse();
  }

  @Test
  void t20_aTemplatesVariablesAndCommentsBeforeTheStatementAreFine() {
    repo.file(
        "sql/p/d/ltv/view.sql",
        "-- a view\n{% set weeks = 2 %}\nCREATE OR REPLACE VIEW `p.d.ltv` AS SELECT `fun`.norm.truncate('{{ weeks }}.1') AS w, fun.norm.browser('x') AS b");
    StagePlan plan = repo.planPaths("sql/p/d/ltv");
    assertThat(sql(plan, "p.d.ltv"))
        .isEqualTo(
            "CREATE OR REPLACE VIEW `stage-project.d_p_s1.ltv` AS SELECT `stage-project.norm_fun_s1.truncate`('2.1') AS w, `stage-project.norm_fun_s1.browser`('x') AS b");
  }

  @Test
  void t22_everyFunctionOfAFileIsRenamedAndSoAreTheCallsBetweenThem() {
    repo.file(
            "sql/p/udf/crc/udf.sql",
            "CREATE OR REPLACE FUNCTION udf.crc_step(x INT64) AS (x + 1);\nCREATE OR REPLACE FUNCTION udf.crc(x INT64) AS (udf.crc_step(udf.crc_step(x)));\n")
        .view("p.d.uses", "SELECT udf.crc_step(1) AS one");
    Step.RunStatements run =
        (Step.RunStatements) member(repo.planPaths("sql/p/udf/crc"), "p.udf.crc").step();
    assertThat(run.statements())
        .containsExactly(
            "CREATE OR REPLACE FUNCTION `stage-project.udf_p_s1.crc_step`(x INT64) AS (x + 1)",
            "CREATE OR REPLACE FUNCTION `stage-project.udf_p_s1.crc`(x INT64) AS (`stage-project.udf_p_s1.crc_step`(`stage-project.udf_p_s1.crc_step`(x)))");
    assertThat(ids(repo.planPaths("sql/p/d/uses"))).containsExactly("p.udf.crc", "p.d.uses");
  }

  private void gunzip() {
    repo.file(
            "sql/p/udf_js/gunzip/udf.sql",
            "CREATE OR REPLACE FUNCTION udf_js.gunzip(x BYTES) RETURNS STRING LANGUAGE js\n"
                + "OPTIONS (library = \"gs://production/udf_js_lib/gunzip.min.js\")\n"
                + "AS 'return \"gs://production/udf_js_lib/gunzip.min.js\"';\n")
        .file("sql/p/udf_js_lib/gunzip.min.js", "function a() {}");
  }

  @Test
  void t24_aChangedLibraryMarksTheRoutinesThatLoadIt() {
    gunzip();
    repo.inProduction().file("sql/p/udf_js_lib/gunzip.min.js", "function b() {}");
    StagePlan plan = repo.plan();
    assertThat(ids(plan)).containsExactly("p.udf_js.gunzip");
    assertThat(findings(plan))
        .hasSize(1)
        .allMatch(f -> f.startsWith("WARNING") && f.contains("set stage.library_bucket"));
  }

  @Test
  void t24_aLibraryIsCopiedToTheStagesBucketUnderTheSuffix() {
    gunzip();
    repo.file(".understudy.yml", "stage: {library_bucket: stage-bucket}\n")
        .inProduction()
        .file("sql/p/udf_js_lib/gunzip.min.js", "function b() {}");
    StagePlan plan = repo.plan();
    Step.RunStatements run = (Step.RunStatements) member(plan, "p.udf_js.gunzip").step();
    assertThat(run.statements().getFirst())
        .contains("library = \"gs://stage-bucket/s1/sql/p/udf_js_lib/gunzip.min.js\"");
    assertThat(run.uploads())
        .contains(
            new Step.Upload(
                "stage-bucket", "s1/sql/p/udf_js_lib/gunzip.min.js", "function b() {}"));
    assertThat(findings(plan)).isEmpty();
  }

  @Test
  void t27_theNameInARefreshCallIsAReference() {
    repo.file(
        "sql/p/d/refresh_v1/script.sql", "CALL BQ.REFRESH_MATERIALIZED_VIEW('p.d.joined');\n");
    assertThat(impact(repo.planPaths("sql/p/d/joined/view.sql"))).contains("p.d.refresh_v1");
  }

  @Test
  void t28_functionsNamedLikeKeywordsAreReadAndRenamed() {
    assertThat(sql(repo.planPaths("sql/fun/assert/true"), "fun.assert.true"))
        .startsWith("CREATE OR REPLACE FUNCTION `stage-project.assert_fun_s1.true`(x BOOL)");
  }

  @Test
  void t30_aReadmeStagesNothing() {
    repo.inProduction().file("README.md", "words");
    StagePlan plan = repo.plan();
    assertThat(plan.changed()).isEmpty();
    assertThat(plan.members()).isEmpty();
    assertThat(plan.impact()).isEmpty();
  }

  @Test
  void formattingAloneIsNamedAndNotStaged() {
    repo.inProduction().view("p.d.clients", "-- all\nSELECT   *\nFROM `p.d.joined`");
    StagePlan plan = repo.plan();
    assertThat(plan.changed().get(0).type()).isEqualTo(Change.Type.FORMATTING_ONLY);
    assertThat(plan.members()).isEmpty();
  }

  @Test
  void aRenameIsAnAdditionThatSaysWhereItCameFrom() {
    repo.query("p.d.old", "SELECT 1 AS x")
        .inProduction()
        .remove("sql/p/d/old/query.sql")
        .query("p.d.fresh", "SELECT 1 AS x");
    assertThat(repo.plan().changed())
        .extracting(c -> c.type().label() + " " + c.id() + " " + c.detail())
        .containsExactly("added p.d.fresh renamed from p.d.old", "removed p.d.old null");
  }

  @Test
  void aStatementThatCreatesSomethingElseIsAProblemAtItsName() {
    repo.file("sql/p/d/wrong/view.sql", "CREATE OR REPLACE VIEW\n  p.d.other AS SELECT 1 AS x");
    assertThat(findings(repo.planPaths("sql/p/d/wrong")))
        .containsExactly(
            "ERROR sql/p/d/wrong/view.sql:2:3 by its path this is p.d.wrong, but the statement creates p.d.other");
  }

  @Test
  void sqlThatDoesNotParseIsAProblemAndTheRestGoesOn() {
    repo.file("sql/p/d/bad/view.sql", "CREATE OR REPLACE VIEW p.d.bad AS\nSELECT FROM WHERE");
    StagePlan plan = repo.planPaths("sql/p/d/bad", "sql/p/d/clients");
    assertThat(findings(plan))
        .hasSize(1)
        .allMatch(f -> f.startsWith("ERROR sql/p/d/bad/view.sql:2:8 Syntax error"));
    assertThat(member(plan, "p.d.clients").step()).isInstanceOf(Step.RunStatements.class);
  }

  @Test
  void aTemplateThatDoesNotRenderIsAProblemWithItsLine() {
    repo.file("sql/p/d/bad/query.sql", "SELECT 1\n{{ metrics.calculate(x=1) }}");
    assertThat(findings(repo.planPaths("sql/p/d/bad")))
        .hasSize(1)
        .allMatch(f -> f.startsWith("ERROR sql/p/d/bad/query.sql:2"));
  }

  @Test
  void aSchemaThatIsNoYamlIsAProblemWithItsLine() {
    repo.file("sql/p/d/bad/schema.yaml", "fields:\n- {name: a, type: STRING\n");
    assertThat(findings(repo.planPaths("sql/p/d/bad")))
        .hasSize(1)
        .allMatch(f -> f.contains("sql/p/d/bad/schema.yaml:3") && f.contains("this is not YAML"));
  }

  @Test
  void twoArtifactsThatWouldShareANameAreRefused() {
    repo.file(".understudy.yml", "stage: {dataset: \"all_{suffix}\"}\n")
        .table("p.other.joined", "id STRING")
        .view("p.d.x", "SELECT a.id FROM p.d.joined AS a, p.other.joined AS b");
    assertThatThrownBy(() -> repo.planPaths("sql/p/d/x"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("would both be called stage-project.all_s1.joined");
  }

  @Test
  void aColumnQualifiedByItsTablesWholeNameKeepsItsTable() {
    repo.view("p.d.x", "SELECT `p.d.joined`.id FROM `p.d.joined` WHERE `p.d.joined`.id > ''");
    assertThat(sql(repo.planPaths("sql/p/d/x"), "p.d.x"))
        .endsWith(
            "SELECT `stage-project.d_p_s1.joined`.id FROM `stage-project.d_p_s1.joined` WHERE `stage-project.d_p_s1.joined`.id > ''");
  }

  @Test
  void aColumnQualifiedByItsTablesLastPartKeepsItsTable() {
    repo.view("p.d.x", "SELECT joined.id FROM p.d.joined WHERE id > ''");
    assertThat(sql(repo.planPaths("sql/p/d/x"), "p.d.x"))
        .endsWith("SELECT joined.id FROM `stage-project.d_p_s1.joined` AS `joined` WHERE id > ''");
  }

  @Test
  void prefixedNamesInOneDatasetKeepTheTablesNameAsAlias() {
    repo.file(
            ".understudy.yml",
            "stage: {dataset: \"all_{suffix}\", name: \"{project}__{dataset}__{name}\"}\n")
        .view("p.d.x", "SELECT joined.id FROM p.d.joined");
    assertThat(sql(repo.planPaths("sql/p/d/x"), "p.d.x"))
        .isEqualTo(
            "CREATE OR REPLACE VIEW\n  `stage-project.all_s1.p__d__x`\nAS\nSELECT joined.id FROM `stage-project.all_s1.p__d__joined` AS `joined`");
  }

  @Test
  void aMistakeInTheConfigurationNamesItsLineAndTheNearestKey() {
    repo.file(".understudy.yml", "version: 1\nstage:\n  projct: x\n");
    assertThatThrownBy(() -> repo.planPaths("sql/p/d/clients"))
        .isInstanceOf(Problem.class)
        .hasMessage("unknown key `projct`; did you mean `project`?")
        .satisfies(e -> assertThat(((Problem) e).location()).hasToString(".understudy.yml:3:3"));
  }

  @Test
  void otherLayoutsAreDescribedByPatterns() {
    repo.file(
            ".understudy.yml",
            "layout:\n  patterns:\n  - {path: \"models/{dataset}/{name}.sql\", project: acme}\n")
        .file("models/shop/orders.sql", "CREATE TABLE shop.orders (id STRING, price NUMERIC)")
        .file(
            "models/shop/totals.sql",
            "CREATE VIEW shop.totals AS SELECT SUM(price) AS total FROM shop.orders");
    StagePlan plan = repo.planPaths("models/shop/totals.sql");
    assertThat(ids(plan)).containsExactly("acme.shop.orders", "acme.shop.totals");
    assertThat(sql(plan, "acme.shop.totals"))
        .isEqualTo(
            "CREATE OR REPLACE VIEW `stage-project.shop_acme_s1.totals` AS SELECT SUM(price) AS total FROM `stage-project.shop_acme_s1.orders`");
  }

  @Test
  void aPathOutsideTheRepositoryIsRefused() {
    assertThatThrownBy(() -> repo.planPaths("../elsewhere.sql"))
        .isInstanceOf(Problem.class)
        .hasMessage("../elsewhere.sql is outside the repository");
  }

  @Test
  void anUnknownRevisionSaysWhatToDo() {
    repo.inProduction();
    assertThatThrownBy(() -> repo.plan(new Selection(folder, "nowhere", null, null, List.of())))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("unknown revision `nowhere`")
        .hasMessageContaining("fetch it first");
  }
}
