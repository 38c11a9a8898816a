package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.source.ScratchRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands leave in the repository's folder, and what programs read of them. */
class FilesTest {
  private static final String QUERY = "SELECT f.twice(a) AS a FROM `p.raw.t` -- not p.raw.t\n";

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path repository = Path.of("");

  @BeforeEach
  void aQueryWithItsTest() throws IOException {
    repository = Files.createDirectory(folder.resolve("repository"));
    try (ScratchRepository git = ScratchRepository.in(repository)) {
      git.write("sql/p/raw/t/schema.yaml", "fields: [{name: a, type: INTEGER}]\n");
      git.write("sql/p/f/twice/udf.sql", "CREATE FUNCTION f.twice(x INT64) AS (x * 2);\n");
      git.write("sql/p/d/q/query.sql", QUERY);
      git.write("sql/p/d/v/view.sql", "CREATE VIEW p.d.v AS SELECT a FROM p.d.q\n");
      git.write("tests/sql/p/d/q/one/p.raw.t.yaml", "- {a: 1}\n");
      git.write("tests/sql/p/d/q/one/expect.yaml", "- {a: 2}\n");
      git.commit("production");
    }
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Map<String, String> environment =
        Map.of(
            "UNDERSTUDY_STATE_DIR", folder.resolve("state").toString(), "HOME", folder.toString());
    return new Cli(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            InstantSource.system())
        .run(arguments);
  }

  private int deploy(String... more) {
    List<String> arguments = new ArrayList<>(List.of("stage", "deploy", "--dataset-suffix", "s"));
    arguments.addAll(List.of("--repo", repository.toString(), "sql/p/d/v"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Set<String> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      Set<String> names = new TreeSet<>();
      files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(name -> !name.startsWith(".git/"))
          .forEach(names::add);
      return names;
    }
  }

  @Test
  void inPlaceTheOriginalsStayAndTheCopiesWithTheirTestsStandBesideThem() throws IOException {
    Set<String> before = files(repository);
    assertThat(deploy()).as(said()).isZero();
    Set<String> copies = files(repository);
    assertThat(copies).containsAll(before);
    copies.removeAll(before);
    assertThat(copies)
        .containsExactlyInAnyOrder(
            "sql/understudy-stage/d_p_s/q/query.sql",
            "sql/understudy-stage/d_p_s/v/view.sql",
            "sql/understudy-stage/f_p_s/twice/udf.sql",
            "sql/understudy-stage/raw_p_s/t/schema.yaml",
            "tests/sql/understudy-stage/d_p_s/q/one/expect.yaml",
            "tests/sql/understudy-stage/d_p_s/q/one/understudy-stage.raw_p_s.t.yaml");
    assertThat(repository.resolve("sql/understudy-stage/d_p_s/q/query.sql"))
        .hasContent(
            "SELECT `understudy-stage.f_p_s.twice`(a) AS a FROM `understudy-stage.raw_p_s.t`"
                + " -- not p.raw.t");
    assertThat(repository.resolve("sql/p/d/q/query.sql")).hasContent(QUERY.strip());
  }

  @Test
  void whatWasStagedMayTakeThePlaceOfItsOriginals() throws IOException {
    assertThat(deploy("--remove-updated-artifacts")).as(said()).isZero();
    assertThat(files(repository.resolve("sql")))
        .allMatch(name -> name.startsWith("understudy-stage/"));
    assertThat(repository.resolve("sql/p")).doesNotExist();
  }

  @Test
  void aTemporaryCopyLeavesTheRepositoryAsItWas() throws IOException {
    Set<String> before = files(repository);
    assertThat(deploy("--copy-sql-to-tmp-dir")).as(said()).isZero();
    assertThat(files(repository)).isEqualTo(before);
    Matcher copy = Pattern.compile("the staged SQL is in (\\S+)").matcher(said());
    assertThat(copy.find()).isTrue();
    assertThat(files(Path.of(copy.group(1)))).contains("sql/understudy-stage/d_p_s/v/view.sql");
  }

  @Test
  void w27_everyFieldOfTheJsonIsTheDocumentedOne() throws IOException {
    String page = Files.readString(Path.of("docs", "json.md"));
    assertThat(run("stage", "plan", "--repo", repository.toString(), "--format", "json", "sql/p"))
        .as(said())
        .isZero();
    check(printed(), page);
    assertThat(deploy("--copy-sql-to-tmp-dir", "--format", "json")).as(said()).isZero();
    check(printed(), page);
    assertThat(run("graph", "--repo", repository.toString(), "--format", "json")).isZero();
    check(printed(), page);
    assertThat(run("stage", "clean", "--dataset-suffix", "s", "--format", "json")).isZero();
    assertThat(check(printed(), page)).contains("removed", "kept");
  }

  @Test
  void whereNothingCanBePlannedTheJsonIsOneObjectWithTheReason() throws IOException {
    String page = Files.readString(Path.of("docs", "json.md"));
    write(".understudy.yml", "version: 1\nlayuot: {}\n");
    for (String command : List.of("plan", "deploy")) {
      String repo = repository.toString();
      assertThat(run("stage", command, "--repo", repo, "--format", "json", "sql/p/d/v"))
          .isEqualTo(Cli.USAGE);
      assertThat(check(printed(), page)).contains("problems", "severity", "message");
      JsonNode problem = new ObjectMapper().readTree(printed()).path("problems").path(0);
      assertThat(problem.path("path").asText()).isEqualTo(".understudy.yml");
      assertThat(problem.path("line").asInt()).isEqualTo(2);
      assertThat(said()).contains(".understudy.yml:2:1: unknown key `layuot`");
    }
    assertThat(run("stage", "plan", "--repo", repository.toString(), "sql/p/d/v"))
        .isEqualTo(Cli.USAGE);
    assertThat(printed()).isEmpty();
  }

  @Test
  void aStageInAProjectThatTheRepositoryNamesIsCleanedThere() throws IOException {
    write(".understudy.yml", "stage: {project: other-stage}\n");
    assertThat(deploy("--copy-sql-to-tmp-dir")).as(said()).isZero();
    assertThat(run("stage", "clean", "--dataset-suffix", "s")).isZero();
    assertThat(printed()).isEqualTo("nothing to clean\n");
    String repo = repository.toString();
    assertThat(run("stage", "clean", "--repo", repo, "--dataset-suffix", "s")).as(said()).isZero();
    assertThat(printed()).contains("removed other-stage.d_p_s", "removed other-stage.raw_p_s");
  }

  /** The names of all fields, each of which the page must name. */
  private static Set<String> check(String json, String page) throws JsonProcessingException {
    Set<String> names = new TreeSet<>();
    collect(new ObjectMapper().readTree(json), names);
    for (String name : names) {
      assertThat(page).containsPattern("`" + Pattern.quote(name) + "(\\[\\])?`");
    }
    return names;
  }

  private static void collect(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> collect(child, names));
  }

  @Test
  void theGraphIsDrawnForGraphviz() {
    assertThat(run("graph", "--repo", repository.toString(), "--format", "dot")).isZero();
    assertThat(printed())
        .isEqualTo(
            """
            digraph understudy {
              rankdir=LR;
              "p.f.twice()" -> "p.d.q";
              "p.raw.t" -> "p.d.q";
              "p.d.q" -> "p.d.v";
            }
            """);
  }

  @Test
  void theGraphOfOneArtifactGoesUpOrDown() {
    String repo = repository.toString();
    assertThat(run("graph", "--repo", repo, "--of", "p.d.q", "--upstream")).isZero();
    assertThat(printed()).contains("p.raw.t").doesNotContain("p.d.v");
    assertThat(run("graph", "--repo", repo, "--of", "p.d.q", "--downstream")).isZero();
    assertThat(printed()).contains("p.d.v").doesNotContain("p.raw.t");
    assertThat(run("graph", "--repo", repo, "--of", "p.d.nothing")).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("p.d.nothing");
  }

  private void write(String path, String content) throws IOException {
    Path file = repository.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private String planned(int exit, String... arguments) {
    List<String> all = new ArrayList<>(List.of("stage", "plan", "--repo", repository.toString()));
    all.addAll(List.of(arguments));
    assertThat(run(all.toArray(String[]::new))).as(printed() + said()).isEqualTo(exit);
    assertThat(printed() + said()).doesNotContain("Exception", "\tat ");
    return printed() + said();
  }

  @Test
  void anUnknownRevisionIsNamed() {
    assertThat(planned(Cli.USAGE, "--base", "nowhere")).contains("unknown revision `nowhere`");
    assertThat(planned(Cli.USAGE, "--baseline", "nowhere")).contains("no branch `nowhere`");
  }

  @Test
  void aPathOutsideOfTheRepositoryOrOfNoFileIsNamed() {
    assertThat(planned(Cli.USAGE, "../elsewhere")).contains("outside the repository");
    assertThat(planned(Cli.USAGE, "sql/p/d/gone")).contains("no file or folder sql/p/d/gone");
  }

  @Test
  void aPathThatIsALinkIsSaidToBeOne() throws IOException {
    Path link = Files.createDirectories(repository.resolve("sql/p/d/linked")).resolve("view.sql");
    Files.createSymbolicLink(link, repository.resolve("sql/p/d/v/view.sql"));
    assertThat(planned(Cli.USAGE, "sql/p/d/linked/view.sql"))
        .contains("sql/p/d/linked/view.sql is a symbolic link or behind one")
        .contains("links are not followed");
    Files.createSymbolicLink(repository.resolve("sql/p/e"), repository.resolve("sql/p/d"));
    assertThat(planned(Cli.USAGE, "sql/p/e/v")).contains("sql/p/e/v is a symbolic link or behind");
  }

  @Test
  void aRepositoryWithoutSqlSaysWhereSqlIsExpected() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    try (ScratchRepository git = ScratchRepository.in(empty)) {
      git.write("README.md", "nothing\n");
      git.commit("nothing");
    }
    assertThat(run("graph", "--repo", empty.toString())).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("no SQL found", "sql/project/dataset/name/*.sql");
    Path config = empty.resolve(".understudy.yml");
    Files.writeString(config, "layout: {root: data}\n");
    assertThat(run("graph", "--repo", empty.toString())).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("data/project/dataset/name/*.sql");
    Files.writeString(config, "layout: {patterns: [{path: 'm/{name}.sql'}, {path: x/*.sql}]}\n");
    assertThat(run("graph", "--repo", empty.toString())).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("where `layout.patterns` in .understudy.yml say: m/{name}.sql, x");
  }

  @Test
  void whatCannotBeParsedIsNamedWithItsPlaceAndTheRestGoesOn() throws IOException {
    write("sql/p/d/bad/view.sql", "CREATE VIEW p.d.bad AS\nSELECT FROM WHERE\n");
    String said = planned(Cli.CHANGE, "sql/p/d/bad", "sql/p/d/v");
    assertThat(said).contains("sql/p/d/bad/view.sql:2:8").contains("view p.d.v");
  }

  @Test
  void aSchemaThatIsNoYamlIsNamedWithItsPlace() throws IOException {
    write("sql/p/raw/t/schema.yaml", "fields:\n- {name: a, type: INTEGER\n- b\n");
    assertThat(planned(Cli.CHANGE, "sql/p/raw/t")).contains("sql/p/raw/t/schema.yaml:4:1");
  }

  @Test
  void metadataThatIsNoYamlIsAProblemOfItsTableAndOfNothingElse() throws IOException {
    write("sql/p/d/q/metadata.yaml", "friendly_name: [q\nlabels: {}\n");
    write("sql/p/d/other/view.sql", "CREATE VIEW p.d.other AS SELECT a FROM p.raw.t\n");
    assertThat(planned(Cli.DONE, "sql/p/raw/t", "sql/p/d/other"))
        .contains("view p.d.v via p.d.q")
        .doesNotContain("metadata.yaml");
    assertThat(planned(Cli.CHANGE, "sql/p/d/v"))
        .contains("error: sql/p/d/q/metadata.yaml:2:", "view p.d.v → d_p_");
    assertThat(run("graph", "--repo", repository.toString())).isEqualTo(Cli.CHANGE);
    assertThat(printed())
        .contains("unreadable: sql/p/d/q/metadata.yaml:2:", "p.d.v\n  needs p.d.q");
  }

  @Test
  void aTemplateThatCannotBeRenderedIsNamedWithItsPlace() throws IOException {
    write("sql/p/d/v/view.sql", "CREATE VIEW p.d.v AS\nSELECT {{ nobody() }} AS a\n");
    assertThat(planned(Cli.CHANGE, "sql/p/d/v")).contains("sql/p/d/v/view.sql:2");
  }

  @Test
  void aStatementThatMakesSomethingElseThanItsPathSaysIsNamed() throws IOException {
    write("sql/p/d/v/view.sql", "CREATE VIEW p.d.other AS SELECT 1 AS a\n");
    assertThat(planned(Cli.CHANGE, "sql/p/d/v")).contains("sql/p/d/v/view.sql:1:13", "p.d.other");
  }

  @Test
  void aNameThatGetsTooLongUnderItsSuffixIsRefused() {
    String suffix = "s".repeat(1024);
    assertThat(planned(Cli.CHANGE, "--dataset-suffix", suffix, "sql/p/d/v")).contains("1024");
  }
}
