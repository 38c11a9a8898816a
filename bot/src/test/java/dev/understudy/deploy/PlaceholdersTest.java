package dev.understudy.deploy;

import static dev.understudy.deploy.Rehearsed.findings;
import static dev.understudy.deploy.Rehearsed.member;
import static dev.understudy.deploy.Rehearsed.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Schema.Column;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.Step;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose columns only statements tell. */
class PlaceholdersTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Rehearsed repo;

  @BeforeEach
  void aTable() {
    repo = new Rehearsed(folder).table("p.raw.t", "a INTEGER", "b STRING", "day DATE");
  }

  @AfterEach
  void close() {
    repo.close();
  }

  @Test
  void eachReaderAddsTheFieldsThatItUses() {
    repo.view("p.d.one", "SELECT r.a.x + 1 AS x FROM `q.e.t`")
        .view("p.d.two", "SELECT UPPER(r.a.y) AS y, r.b FROM `q.e.t`");
    StagePlan plan = repo.planPaths("sql/p/d/one", "sql/p/d/two");
    assertThat(columns(plan, "q.e.t")).isEqualTo("r(a(x INTEGER, y STRING), b STRING)");
  }

  @Test
  void aReaderThatDeclaresWhatItPassesOnAddsToWhatOthersUse() {
    repo.view("p.d.a", "SELECT r.b + 1 AS b FROM `q.e.t`")
        .view("p.d.z", "SELECT *, TRUE AS late FROM `q.e.t`")
        .file(
            "sql/p/d/z/schema.yaml",
            "fields:\n- {name: n, type: INTEGER}\n- {name: late, type: BOOLEAN}\n"
                + "- {name: r, type: RECORD, fields: [{name: c, type: DATE}]}\n");
    StagePlan plan = repo.planPaths("sql/p/d/a", "sql/p/d/z");
    assertThat(columns(plan, "q.e.t")).isEqualTo("r(c DATE, b INTEGER), n INTEGER");
    assertThat(findings(plan)).isEmpty();
  }

  @Test
  void anExternalSchemaThatIsNoYamlIsAProblemOfItsTableAndTheRestGoesOn() {
    repo.file("external-schemas/q/e/t.yaml", "fields:\n- {name: a\n")
        .view("p.d.v", "SELECT a FROM `q.e.t`")
        .view("p.d.w", "SELECT a FROM `p.raw.t`");
    StagePlan plan = repo.planPaths("sql/p/d/v", "sql/p/d/w");
    assertThat(findings(plan))
        .singleElement()
        .asString()
        .startsWith("ERROR external-schemas/q/e/t.yaml:");
    assertThat(member(plan, "q.e.t").step()).isInstanceOf(Step.Impossible.class);
    assertThat(member(plan, "p.d.w").step()).isInstanceOf(Step.RunStatements.class);
  }

  @Test
  void aParameterDecidesTheTypeOfWhatItIsComparedWith() {
    repo.query("p.d.q", "SELECT a + 1 AS a FROM `q.e.t` WHERE seen = @start_time");
    assertThat(columns(repo.planPaths("sql/p/d/q"), "q.e.t"))
        .isEqualTo("seen TIMESTAMP, a INTEGER");
  }

  @Test
  void temporaryFunctionsAreDryRunWithTheQueryThatCallsThem() {
    repo.query(
        "p.d.q",
        "CREATE TEMP FUNCTION more(x INT64) AS (x + 1);\nCREATE TEMP FUNCTION less(x INT64) AS"
            + " (x - 1);\nSELECT more(less(a)) AS a FROM p.raw.t");
    assertThat(sql(repo.planPaths("sql/p/d/q"), "p.d.q"))
        .isEqualTo(
            "CREATE TEMP FUNCTION more(x INT64) AS (x + 1);\nCREATE TEMP FUNCTION less(x INT64) AS"
                + " (x - 1);\nSELECT more(less(a)) AS a FROM `stage-project.raw_p_s1.t`");
  }

  @Test
  void aTableThatItsOwnQueryReadsHasTheColumnsThatTheQueryReturns() {
    repo.query(
            "p.d.seen",
            "WITH before AS (SELECT * EXCEPT (day) FROM p.d.seen WHERE day < @day)\n"
                + "SELECT @day AS day, COALESCE(t.b, before.b) AS b, before.n + 1 AS n, t.a\n"
                + "FROM p.raw.t AS t FULL JOIN before ON t.b = before.b")
        .file("sql/p/d/seen/metadata.yaml", "bigquery: {clustering: {fields: [b]}}\n")
        .view("p.d.v", "SELECT a, n FROM `p.d.seen`");
    StagePlan plan = repo.planPaths("sql/p/d/v");
    assertThat(columns(plan, "p.d.seen")).isEqualTo("day DATE, b STRING, n INTEGER, a INTEGER");
    assertThat(((Step.CreateTable) member(plan, "p.d.seen").step()).options().clustering())
        .containsExactly("b");
    assertThat(findings(plan)).noneMatch(f -> f.startsWith("ERROR"));
  }

  @Test
  void aTableThatItsOwnQueryPassesOnHasToDeclareItsColumns() {
    repo.query("p.d.all", "SELECT *, CURRENT_DATE() AS today FROM p.d.all");
    StagePlan plan = repo.planPaths("sql/p/d/all");
    assertThat(findings(plan))
        .containsExactly(
            "ERROR  the columns of p.d.all cannot be known: its query reads the table itself and"
                + " passes on all of its columns (`SELECT *`); declare them in a schema.yaml"
                + " beside it");
    assertThat(member(plan, "p.d.all").step()).isInstanceOf(Step.Impossible.class);
  }

  private static String columns(StagePlan plan, String table) {
    return written(((Step.CreateTable) member(plan, table).step()).schema().columns());
  }

  private static String written(List<Column> columns) {
    return String.join(
        ", ",
        columns.stream()
            .map(
                c ->
                    c.fields().isEmpty()
                        ? c.name() + " " + c.type()
                        : c.name() + "(" + written(c.fields()) + ")")
            .toList());
  }
}
