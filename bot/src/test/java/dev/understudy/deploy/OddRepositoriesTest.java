package dev.understudy.deploy;

import static dev.understudy.deploy.Rehearsed.findings;
import static dev.understudy.deploy.Rehearsed.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.artifact.Change;
import dev.understudy.failure.Problem;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.StagedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that are laid out oddly, changed oddly or made to do harm. */
class OddRepositoriesTest {
  private static final String PATTERNS =
      "layout:\n  patterns:\n  - {path: 'models/{dataset}/{name}/{name}.sql', project: p}\n"
          + "  - {path: 'models/{dataset}/{name}.sql', project: p}\n  - {path: 'any/*.sql'}\n";

  @TempDir private Path folder;
  @TempDir private Path elsewhere;

  @SuppressWarnings("NullAway.Init")
  private Rehearsed repo;

  @BeforeEach
  void open() {
    repo = new Rehearsed(folder);
  }

  @AfterEach
  void close() {
    repo.close();
  }

  private static List<String> changes(StagePlan plan) {
    return plan.changed().stream().map(c -> c.id() + " " + c.type() + " " + c.detail()).toList();
  }

  @Test
  void pathsFoldersAndStatementsTellNames() {
    repo.file(".understudy.yml", PATTERNS)
        .file("models/d/a.sql", "CREATE VIEW p.d.a AS SELECT 1 AS x;")
        .file("models/d/b/b.sql", "CREATE VIEW d.b AS SELECT x FROM d.a;")
        .file("any/thing.sql", "CREATE VIEW p.e.c AS SELECT x FROM p.d.b;");
    assertThat(ids(repo.planPaths("any"))).containsExactly("p.d.a", "p.d.b", "p.e.c");
  }

  @Test
  void twoFilesOfOneArtifactAreOneProblemAndTheRestGoesOn() {
    repo.file(".understudy.yml", PATTERNS)
        .file("models/d/a.sql", "CREATE VIEW p.d.a AS SELECT 1 AS x;")
        .file("models/d/b.sql", "CREATE VIEW p.d.b AS SELECT 2 AS x;")
        .inProduction()
        .file("models/d/b.sql", "CREATE VIEW p.d.b AS SELECT 3 AS x;")
        .file("models/d/a/a.sql", "CREATE VIEW p.d.a AS SELECT 4 AS x;");
    StagePlan plan = repo.plan();
    assertThat(findings(plan))
        .hasSize(1)
        .allMatch(f -> f.startsWith("ERROR") && f.contains("p.d.a is defined twice: here and in"));
    assertThat(ids(plan)).contains("p.d.b");
    repo.inProduction().file("models/d/b.sql", "CREATE VIEW p.d.b AS SELECT 5 AS x;");
    StagePlan later = repo.plan();
    assertThat(later.hasErrors()).isFalse();
    assertThat(findings(later)).hasSize(1).allMatch(f -> f.startsWith("WARNING"));
  }

  @Test
  void aFileThatTellsNoNameIsAProblemOfThatFile() {
    repo.file(".understudy.yml", PATTERNS)
        .file("any/a.sql", "CREATE VIEW p.d.a AS SELECT 1 AS x;")
        .file("any/b.sql", "SELECT 1");
    StagePlan plan = repo.planPaths("any/a.sql");
    assertThat(ids(plan)).containsExactly("p.d.a");
    assertThat(findings(plan)).hasSize(1).allMatch(f -> f.contains("any/b.sql neither the path"));
  }

  @Test
  void t24_aChangedLibraryChangesTheRoutinesThatLoadIt() {
    repo.file(
            "sql/p/udf_js/gunzip/udf.sql",
            "CREATE OR REPLACE FUNCTION udf_js.gunzip(x BYTES) RETURNS STRING LANGUAGE js AS"
                + " 'return x' OPTIONS (library = 'gs://bucket/path/gunzip.min.js');\n")
        .file("sql/p/udf_js/other/udf.sql", "CREATE FUNCTION udf_js.other(x INT64) AS (x);\n")
        .file("sql/p/udf_js_lib/gunzip.min.js", "1")
        .inProduction()
        .file("sql/p/udf_js_lib/gunzip.min.js", "2");
    StagePlan plan = repo.plan();
    assertThat(changes(plan))
        .containsExactly("p.udf_js.gunzip MODIFIED library sql/p/udf_js_lib/gunzip.min.js changed");
    assertThat(findings(plan)).anyMatch(f -> f.contains("still loads it from the bucket"));
    assertThat(ids(repo.planPaths("sql/p/udf_js_lib/gunzip.min.js")))
        .containsExactly("p.udf_js.gunzip");
  }

  @Test
  void aFileThatBecomesAFolderARenamedDatasetAndOddNamesAreFound() throws IOException {
    repo.view("p.d.v", "SELECT 1 AS x").view("p.d.ünï cøde", "SELECT 1 AS x").inProduction();
    Files.createDirectories(folder.resolve("sql/p/e"));
    Files.move(folder.resolve("sql/p/d/v"), folder.resolve("sql/p/e/v"));
    repo.file("sql/p/d/v", "a file now");
    assertThat(changes(repo.plan()))
        .containsExactlyInAnyOrder("p.e.v ADDED renamed from p.d.v", "p.d.v REMOVED null");
  }

  @Test
  void spaceAloneIsNamedAndNotStagedInSqlAndYaml() {
    repo.view("p.d.v", "SELECT 1 AS x").table("p.d.t", "a STRING").inProduction();
    repo.view("p.d.v", "SELECT  1   AS x -- same\r\n")
        .file("sql/p/d/t/schema.yaml", "fields:\n  - name: a\n    type: STRING\n");
    StagePlan plan = repo.plan();
    assertThat(plan.changed())
        .hasSize(2)
        .allMatch(c -> c.type() == Change.Type.FORMATTING_ONLY && !c.staged());
    assertThat(plan.members()).isEmpty();
  }

  @Test
  void noRevisionOfAnotherKindIsTakenForACommit() {
    repo.view("p.d.v", "SELECT 1 AS x").inProduction();
    for (String revision : List.of("nowhere", "HEAD:sql", "HEAD~7", "HEAD@{", "")) {
      assertThatThrownBy(() -> repo.plan(new Selection(folder, revision, null, null, List.of())))
          .as(revision)
          .isInstanceOf(Problem.class)
          .hasMessageContaining("unknown revision");
    }
  }

  private String copy(String sql) {
    repo.view("p.d.v", "SELECT 1 AS x").view("p.d.w", "SELECT 1 AS x");
    repo.query("p.d.t", sql).inProduction();
    StageFlow.Planned planned =
        repo.planned(new Selection(folder, null, null, null, List.of("sql/p/d/t")));
    StagedFile file =
        planned.files().stream()
            .filter(f -> f.original().endsWith("t/query.sql"))
            .findFirst()
            .orElseThrow();
    return file.content() + (file.note() == null ? "" : "NOTE " + file.note());
  }

  @Test
  void theCopyOfATemplateKeepsBothOfItsBranches() {
    assertThat(
            copy(
                "{% if is_init() %}SELECT x FROM `p.d.v` -- p.d.w\n"
                    + "{% else %}SELECT x, 'p.d.w' AS y FROM p.d.w AS w{% endif %}"))
        .isEqualTo(
            "{% if is_init() %}SELECT x FROM `stage-project.d_p_s1.v` -- p.d.w\n{% else %}SELECT x,"
                + " 'p.d.w' AS y FROM `stage-project.d_p_s1.w` AS w{% endif %}\n");
  }

  @Test
  void aNameThatATemplateMakesIsRenderedAndSaidSo() {
    assertThat(copy("{% set t = 'p.d.v' %}SELECT x FROM {{ t }}"))
        .contains("SELECT x FROM `stage-project.d_p_s1.v`")
        .contains("NOTE sql/p/d/t/query.sql is a template whose names could not");
  }

  @Test
  void nothingIsWrittenOrRemovedThroughALink() throws IOException {
    repo.view("p.d.v", "SELECT 1 AS x").inProduction();
    StageFlow.Planned planned =
        repo.planned(new Selection(folder, null, null, null, List.of("sql/p/d/v")));
    Files.createSymbolicLink(folder.resolve("sql/stage-project"), elsewhere);
    assertThatThrownBy(() -> StagedFiles.write(planned, folder, folder))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("leads outside of");
    try (var files = Files.list(elsewhere)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void writingTwiceGivesTheSameFilesAndNoLeftovers() throws IOException {
    repo.view("p.d.v", "SELECT 1 AS x").inProduction();
    for (int run = 0; run < 2; run++) {
      StageFlow.Planned planned =
          repo.planned(new Selection(folder, null, null, null, List.of("sql/p/d/v")));
      StagedFiles.write(planned, folder, folder);
      try (var files = Files.walk(folder.resolve("sql/stage-project"))) {
        assertThat(files.filter(Files::isRegularFile))
            .extracting(f -> f.getFileName().toString())
            .containsExactly("view.sql");
      }
    }
  }
}
