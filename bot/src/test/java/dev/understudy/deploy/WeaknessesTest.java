package dev.understudy.deploy;

import static dev.understudy.deploy.Rehearsed.findings;
import static dev.understudy.deploy.Rehearsed.ids;
import static dev.understudy.deploy.Rehearsed.impact;
import static dev.understudy.deploy.Rehearsed.member;
import static dev.understudy.deploy.Rehearsed.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Change;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.Step;
import dev.understudy.sql.Ddl;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One test for each weakness of the system that staging replaces, by its number. */
class WeaknessesTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Rehearsed repo;

  @BeforeEach
  void aSmallWarehouse() {
    repo =
        new Rehearsed(folder)
            .table("p.raw.t", "a INTEGER", "b STRING", "day DATE")
            .routine("p.f.twice", "(x INT64) AS (x * 2)")
            .view("p.d.v", "SELECT f.twice(a) AS a, b FROM `p.raw.t`")
            .view("p.d.w", "SELECT a FROM `p.d.v`");
  }

  @AfterEach
  void close() {
    repo.close();
  }

  @Test
  void w01_whatReadsAChangedRoutineIsNamedDirectlyAndTransitively() {
    repo.inProduction().routine("p.f.twice", "(x INT64) AS (x + x)");
    StagePlan plan = repo.plan();
    assertThat(impact(plan)).containsExactly("p.d.v", "p.d.w");
    assertThat(plan.impact().get(1).via()).hasToString("[p.d.v]");
    assertThat(plan.impact().get(1).depth()).isEqualTo(2);
  }

  @Test
  void w01_readersAreStagedWithTheirOwnNeedsOnRequest() {
    repo.table("p.d.other", "z INTEGER")
        .view("p.d.x", "SELECT f.twice(z) AS z FROM `p.d.other`")
        .inProduction()
        .routine("p.f.twice", "(x INT64) AS (x + x)");
    StagePlan plan = repo.planWithReaders();
    assertThat(ids(plan))
        .containsExactlyInAnyOrder("p.f.twice", "p.d.v", "p.raw.t", "p.d.x", "p.d.other");
    assertThat(member(plan, "p.d.x").reason()).isEqualTo(Member.Reason.READER);
    assertThat(member(plan, "p.d.other").why()).isEqualTo("read by p.d.x, which reads the change");
  }

  @Test
  void w01_theQueriesOfReadersAreDryRunAgainstTheStage() {
    repo.table("p.d.q", "a INTEGER", "day DATE")
        .query("p.d.q", "SELECT a, day FROM p.raw.t JOIN p.d.w USING (a) WHERE day = @day")
        .inProduction()
        .table("p.raw.t", "a STRING", "b STRING", "day DATE");
    StagePlan plan = repo.planWithReaders();
    Step.CreateTableForQuery step = (Step.CreateTableForQuery) member(plan, "p.d.q").step();
    assertThat(step.query().parameters()).containsEntry("day", "DATE");
    assertThat(step.query().sql())
        .isEqualTo(
            "SELECT a, day FROM `stage-project.raw_p_s1.t` JOIN `stage-project.d_p_s1.w` USING (a)"
                + " WHERE day = @day");
    assertThat(ids(plan)).contains("p.d.w", "p.d.v", "p.f.twice");
  }

  @Test
  void w01_aReaderThatIsBehindWhatItReadsIsStagedFromItsColumns() {
    repo.table("p.d.loop", "a INTEGER")
        .query("p.d.loop", "SELECT a FROM p.d.over JOIN p.raw.t USING (a)")
        .view("p.d.over", "SELECT a FROM p.d.loop")
        .inProduction()
        .table("p.raw.t", "a INTEGER", "b STRING");
    StagePlan plan = repo.planWithReaders();
    assertThat(member(plan, "p.d.loop").step()).isInstanceOf(Step.CreateTable.class);
    assertThat(findings(plan))
        .contains("WARNING  p.d.loop is not dry-run: what it reads is made from its own table");
  }

  @Test
  void w02_aSchemaAloneIsAChange() {
    repo.inProduction().table("p.raw.t", "a INTEGER", "b STRING", "day DATE", "c STRING");
    StagePlan plan = repo.plan();
    assertThat(ids(plan)).containsExactly("p.raw.t");
    assertThat(plan.changed().get(0).detail()).isEqualTo("schema: added c STRING");
    assertThat(impact(plan)).contains("p.d.v");
  }

  @Test
  void w02_metadataAloneIsAChange() {
    repo.inProduction()
        .file("sql/p/raw/t/metadata.yaml", "bigquery: {clustering: {fields: [b]}}\n");
    StagePlan plan = repo.plan();
    assertThat(plan.changed().get(0).detail()).isEqualTo("metadata changed");
    assertThat(((Step.CreateTable) member(plan, "p.raw.t").step()).options().clustering())
        .containsExactly("b");
  }

  @Test
  void w03_aRemovedViewThatIsStillReadIsAProblemWithItsPlace() {
    repo.inProduction().remove("sql/p/d/v/view.sql");
    StagePlan plan = repo.plan();
    assertThat(plan.changed().get(0).type()).isEqualTo(Change.Type.REMOVED);
    assertThat(findings(plan))
        .containsExactly(
            "ERROR sql/p/d/w/view.sql:4:15 p.d.w reads p.d.v, which this change removes");
  }

  @Test
  void w03_aChangedReaderOfARemovedViewGetsNoPlaceholderForIt() {
    repo.inProduction()
        .remove("sql/p/d/v/view.sql")
        .view("p.d.w", "SELECT a + 1 AS a FROM `p.d.v`");
    StagePlan plan = repo.plan();
    assertThat(member(plan, "p.d.v").step()).isInstanceOf(Step.Impossible.class);
    assertThat(findings(plan))
        .containsExactly(
            "ERROR sql/p/d/w/view.sql:4:24 p.d.w reads p.d.v, which this change removes");
  }

  @Test
  void w04_whatChangedOnTheBaselineMeanwhileIsNotTheBranchsChange() throws Exception {
    repo.inProduction();
    try (var git = org.eclipse.jgit.api.Git.open(folder.toFile())) {
      git.checkout().setCreateBranch(true).setName("feature").call();
      repo.view("p.d.w", "SELECT a + 1 AS a FROM `p.d.v`");
      String head = repo.commit();
      git.checkout().setName("main").call();
      repo.view("p.d.v", "SELECT 1 AS a, 'x' AS b");
      repo.commit();
      StagePlan plan = repo.plan(new Selection(folder, null, head, "main", List.of()));
      assertThat(plan.changed()).extracting(c -> c.id().toString()).containsExactly("p.d.w");
    }
  }

  @Test
  void w05_aMaterializedViewWhoseDateLiteralMovedOnIsNamedAndNotStaged() {
    String mv =
        "CREATE MATERIALIZED VIEW IF NOT EXISTS p.d.m AS SELECT a FROM p.raw.t WHERE day > '%s'";
    repo.file("sql/p/d/m/materialized_view.sql", mv.formatted("2026-01-01"))
        .inProduction()
        .file("sql/p/d/m/materialized_view.sql", mv.formatted("2026-01-02"));
    StagePlan plan = repo.plan();
    assertThat(plan.changed().get(0).detail()).isEqualTo("only date literals changed");
    assertThat(plan.members()).isEmpty();
  }

  @Test
  void w06_oneOddReferenceStopsNothingElse() {
    repo.query("p.d.q", "SELECT * FROM EXTERNAL_QUERY('p.us.c', @sql)");
    StagePlan plan = repo.planPaths("sql/p/d/q/query.sql", "sql/p/d/w/view.sql");
    assertThat(ids(plan)).contains("p.d.q", "p.d.w", "p.d.v", "p.raw.t", "p.f.twice");
    assertThat(findings(plan)).anyMatch(f -> f.contains("external_query"));
    assertThat(member(plan, "p.d.w").step()).isInstanceOf(Step.RunStatements.class);
  }

  @Test
  void w07_forSystemTimeIsNoPartOfTheName() {
    repo.query("p.d.q", "SELECT a FROM `p.raw.t` FOR SYSTEM_TIME AS OF TIMESTAMP(@d)");
    StagePlan plan = repo.planPaths("sql/p/d/q/query.sql");
    assertThat(sql(plan, "p.d.q"))
        .isEqualTo("SELECT a FROM `stage-project.raw_p_s1.t` FOR SYSTEM_TIME AS OF TIMESTAMP(@d)");
  }

  @Test
  void w08_aUserFacingCopyMeansTheOriginal() {
    repo.file(".understudy.yml", "version: 1\nproject_aliases: {pub: p}\n")
        .view("p.d.x", "SELECT a FROM `pub.d.v`");
    StagePlan plan = repo.planPaths("sql/p/d/x/view.sql");
    assertThat(ids(plan)).contains("p.d.v");
    assertThat(sql(plan, "p.d.x")).contains("FROM `stage-project.d_p_s1.v`");
  }

  @Test
  void w09_commonTableExpressionsAndCorrelatedArraysAreNoTables() {
    repo.view("p.d.x", "WITH c AS (SELECT [a] AS arr FROM p.raw.t) SELECT y FROM C, C.arr AS y");
    StagePlan plan = repo.planPaths("sql/p/d/x/view.sql");
    assertThat(ids(plan)).containsExactly("p.raw.t", "p.d.x");
  }

  @Test
  void w10_aWildcardIsStagedAsTheTablesThatItMatches() {
    repo.table("p.e.events_1", "a INTEGER")
        .table("p.e.events_2", "a INTEGER")
        .table("p.e.other", "a INTEGER")
        .view("p.d.x", "SELECT a, _TABLE_SUFFIX AS s FROM `p.e.events_*`");
    StagePlan plan = repo.planPaths("sql/p/d/x/view.sql");
    assertThat(ids(plan)).containsExactlyInAnyOrder("p.e.events_1", "p.e.events_2", "p.d.x");
    assertThat(sql(plan, "p.d.x")).contains("FROM `stage-project.e_p_s1.events_*`");
  }

  @Test
  void w10_aWildcardThatMatchesNothingIsOnePlaceholderTable() {
    repo.view("p.d.x", "SELECT a + 1 AS a FROM `q.e.events_*` WHERE _TABLE_SUFFIX > '2026'");
    StagePlan plan = repo.planPaths("sql/p/d/x/view.sql");
    Member placeholder = member(plan, "q.e.events_*");
    assertThat(placeholder.origin()).isEqualTo(Member.Origin.PLACEHOLDER);
    assertThat(placeholder.stageId()).hasToString("stage-project.e_q_s1.events_20200101");
    assertThat(sql(plan, "p.d.x")).contains("FROM `stage-project.e_q_s1.events_*`");
    assertThat(placeholder.inferred()).isTrue();
  }

  @Test
  void w11_informationSchemaFollowsItsDataset() {
    repo.view(
        "p.d.x",
        "SELECT table_name FROM `p.raw.INFORMATION_SCHEMA.TABLES`"
            + " UNION ALL SELECT table_name FROM `p.region-us.INFORMATION_SCHEMA.TABLES`");
    StagePlan plan = repo.planPaths("sql/p/d/x/view.sql");
    assertThat(ids(plan)).containsExactly("p.d.x");
    assertThat(sql(plan, "p.d.x"))
        .contains("FROM `stage-project.raw_p_s1.INFORMATION_SCHEMA.TABLES`")
        .contains("FROM `stage-project.region-us.INFORMATION_SCHEMA.TABLES`");
    assertThat(plan.datasets()).extracting(d -> d.dataset()).contains("raw_p_s1");
  }

  @Test
  void w14_everyDatasetCarriesItsLabelsAndExpiryFromTheStart() {
    StagePlan plan = repo.planPaths("sql/p/d/w/view.sql");
    assertThat(plan.datasets())
        .hasSize(3)
        .allSatisfy(
            d -> {
              assertThat(d.labels())
                  .containsKeys("understudy", "suffix", "repository", "expires_on")
                  .containsEntry("expires_on", "1767326645000");
              assertThat(d.tableExpiration()).hasHours(1);
            });
  }

  /** Reads as GoogleSQL does, and remembers what. */
  private record Listening(List<String> texts) implements SqlReader {
    @Override
    public SqlFacts read(String sql) {
      texts.add(sql);
      return Rehearsed.SQL.read(sql);
    }

    @Override
    public @Nullable Ddl ddl(String sql) {
      return Rehearsed.SQL.ddl(sql);
    }

    @Override
    public String version() {
      return Rehearsed.SQL.version();
    }

    @Override
    public void close() {
      // it is everybody's
    }
  }

  @Test
  void w16_noTextIsReadTwiceAndNoneAgainByTheNextPlan() {
    Listening reader = new Listening(Collections.synchronizedList(new ArrayList<>()));
    repo.inProduction().view("p.d.w", "SELECT b FROM `p.d.v`");
    assertThat(ids(repo.plan(reader))).contains("p.d.w", "p.d.v", "p.f.twice", "p.raw.t");
    assertThat(reader.texts()).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    reader.texts().clear();
    assertThat(ids(repo.plan(reader))).contains("p.d.w", "p.d.v", "p.f.twice", "p.raw.t");
    assertThat(reader.texts()).isEmpty();
  }

  @Test
  void w20_aChangedRoutinesOwnRoutinesAreStagedToo() {
    repo.routine("p.f.four", "(x INT64) AS (f.twice(f.twice(x)))");
    StagePlan plan = repo.planPaths("sql/p/f/four/udf.sql");
    assertThat(ids(plan)).containsExactly("p.f.twice", "p.f.four");
    assertThat(sql(plan, "p.f.four"))
        .isEqualTo(
            "CREATE OR REPLACE FUNCTION `stage-project.f_p_s1.four`(x INT64) AS"
                + " (`stage-project.f_p_s1.twice`(`stage-project.f_p_s1.twice`(x)))");
  }

  @Test
  void w22_scriptsAndProceduresAreRead() {
    repo.file(
        "sql/p/proc/fill/stored_procedure.sql",
        "CREATE OR REPLACE PROCEDURE proc.fill(x INT64)\nBEGIN\n  DECLARE n INT64;\n"
            + "  SET n = (SELECT COUNT(*) FROM `p.d.v`);\n"
            + "  EXECUTE IMMEDIATE 'SELECT a FROM p.raw.t';\nEND;\n");
    StagePlan plan = repo.planPaths("sql/p/proc/fill/stored_procedure.sql");
    assertThat(ids(plan)).contains("p.d.v", "p.raw.t");
    assertThat(sql(plan, "p.proc.fill"))
        .contains("FROM `stage-project.d_p_s1.v`")
        .contains("'SELECT a FROM `stage-project.raw_p_s1.t`'");
  }

  @Test
  void w24_aPlaceholdersColumnsAreInferredFromWhatReadsItOrSaidToBeUnknown() {
    repo.view("p.d.x", "SELECT o.n + 1 AS n, o.at, CONCAT(o.name, '!') AS name FROM `q.e.o` AS o")
        .view("p.d.y", "SELECT * FROM `q.e.all`");
    StagePlan plan = repo.planPaths("sql/p/d/x/view.sql", "sql/p/d/y/view.sql");
    Step.CreateTable inferred = (Step.CreateTable) member(plan, "q.e.o").step();
    assertThat(inferred.schema().columns())
        .extracting(c -> c.name() + " " + c.type())
        .containsExactlyInAnyOrder("n INTEGER", "at STRING", "name STRING");
    assertThat(member(plan, "q.e.o").inferred()).isTrue();
    assertThat(member(plan, "q.e.all").step()).isInstanceOf(Step.Impossible.class);
    assertThat(findings(plan))
        .anyMatch(f -> f.contains("the columns of q.e.all cannot be known") && f.contains("p.d.y"));
  }

  @Test
  void w24_whatAReaderDeclaresToPassOnTellsThePlaceholdersColumns() {
    repo.view("p.d.y", "SELECT * EXCEPT (secret), a + 1 AS b FROM `q.e.all`")
        .table("p.d.y", "a INTEGER", "day DATE", "b INTEGER");
    StagePlan plan = repo.planPaths("sql/p/d/y/view.sql");
    assertThat(findings(plan)).noneMatch(f -> f.startsWith("ERROR"));
    assertThat(((Step.CreateTable) member(plan, "q.e.all").step()).schema().columns())
        .extracting(c -> c.name() + " " + c.type())
        .containsExactlyInAnyOrder("a INTEGER", "day DATE", "secret STRING");
  }

  @Test
  void w24_aCheckedInSchemaComesBeforeInference() {
    repo.view("p.d.y", "SELECT * FROM `q.e.all`")
        .file("external-schemas/q/e/all.yaml", "fields: [{name: z, type: DATE}]\n");
    StagePlan plan = repo.planPaths("sql/p/d/y/view.sql");
    assertThat(member(plan, "q.e.all").inferred()).isFalse();
    assertThat(((Step.CreateTable) member(plan, "q.e.all").step()).schema().columns())
        .extracting(c -> c.name())
        .containsExactly("z");
  }

  @Test
  void w25_commentsAndStringsStayAsTheyAre() {
    repo.view(
        "p.d.x", "-- p.raw.t and `p.raw.t`\nSELECT 'p.raw.t' AS s, a /* p.raw.t */ FROM p.raw.t");
    assertThat(sql(repo.planPaths("sql/p/d/x/view.sql"), "p.d.x"))
        .isEqualTo(
            "CREATE OR REPLACE VIEW\n  `stage-project.d_p_s1.x`\nAS\n-- p.raw.t and `p.raw.t`\n"
                + "SELECT 'p.raw.t' AS s, a /* p.raw.t */ FROM `stage-project.raw_p_s1.t`");
  }

  @Test
  void w26_aDependencysProjectIsItsOwn() {
    repo.table("q.raw.t", "a INTEGER").view("p.d.x", "SELECT a FROM `q.raw.t`");
    assertThat(sql(repo.planPaths("sql/p/d/x/view.sql"), "p.d.x"))
        .contains("`stage-project.raw_q_s1.t`");
  }

  @Test
  void w28_twoPartNamesGetTheProjectOfTheirArtifact() {
    repo.view("p.d.x", "SELECT a FROM raw.t JOIN `raw`.t AS u USING (a)");
    assertThat(sql(repo.planPaths("sql/p/d/x/view.sql"), "p.d.x"))
        .endsWith(
            "SELECT a FROM `stage-project.raw_p_s1.t` JOIN `stage-project.raw_p_s1.t` AS u USING (a)");
  }

  @Test
  void w31_aMaterializedViewWithARefreshScriptIsAMaterializedView() {
    repo.file(
            "sql/p/d/m/materialized_view.sql",
            "CREATE MATERIALIZED VIEW p.d.m AS SELECT a FROM p.raw.t")
        .file("sql/p/d/m/script.sql", "CALL BQ.REFRESH_MATERIALIZED_VIEW('p.d.m');");
    StagePlan plan = repo.planPaths("sql/p/d/m");
    assertThat(member(plan, "p.d.m").kind().label()).isEqualTo("materialized-view");
    assertThat(sql(plan, "p.d.m")).isEqualTo("SELECT a FROM `stage-project.raw_p_s1.t`");
  }
}
