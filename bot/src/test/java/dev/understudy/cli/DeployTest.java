package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.understudy.Understudy;
import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.endpoint.BigQueryEndpoint.Options;
import dev.understudy.endpoint.BigQueryEndpoint.Trouble;
import dev.understudy.source.ScratchRepository;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands against an endpoint that other processes could use too, in fair and foul. */
class DeployTest {
  private static final GoogleSql SQL = SharedGoogleSql.SQL;
  private static final List<String> ALL =
      List.of("sql/p/raw/t", "sql/p/f/twice", "sql/p/d/v", "sql/p/d/w");

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path repository = Path.of("");

  @BeforeEach
  void aSmallWarehouse() throws IOException {
    repository = Files.createDirectory(folder.resolve("repository"));
    try (ScratchRepository git = ScratchRepository.in(repository)) {
      git.write("sql/p/raw/t/schema.yaml", "fields: [{name: a, type: INTEGER}]\n");
      git.write("sql/p/f/twice/udf.sql", "CREATE FUNCTION f.twice(x INT64) AS (x * 2);\n");
      git.write(
          "sql/p/d/v/view.sql", "CREATE VIEW\n  p.d.v\nAS\nSELECT f.twice(a) AS a FROM p.raw.t\n");
      git.write("sql/p/d/w/view.sql", "CREATE VIEW p.d.w AS SELECT a FROM p.d.v\n");
      git.commit("production");
    }
  }

  @AfterEach
  void silence() {
    assertThat(said()).doesNotContain("Exception", "\tat ");
  }

  private BigQueryEndpoint endpoint(Set<String> projects, Trouble trouble) {
    return BigQueryEndpoint.start(
        new Options(0, folder.resolve("bigquery"), InstantSource.system(), "US", projects, trouble),
        SQL,
        SQL);
  }

  private BigQueryEndpoint endpoint() {
    return endpoint(Set.of(), Trouble.NONE);
  }

  private Map<String, String> environment(String url) {
    return new HashMap<>(
        Map.of(
            "UNDERSTUDY_STATE_DIR",
            folder.resolve("state").toString(),
            "UNDERSTUDY_STAGE_PROJECT",
            "stage",
            "UNDERSTUDY_BIGQUERY_ENDPOINT",
            url));
  }

  private int run(String url, String... arguments) {
    return new Cli(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment(url),
            InstantSource.system())
        .run(arguments);
  }

  private int deploy(String url, String... more) {
    return run(url, deployArguments(more));
  }

  private String[] deployArguments(String... more) {
    List<String> arguments = new ArrayList<>(List.of("stage", "deploy", "--copy-sql-to-tmp-dir"));
    arguments.addAll(List.of("--repo", repository.toString(), "--dataset-suffix", "s"));
    arguments.addAll(List.of(more));
    arguments.addAll(ALL);
    return arguments.toArray(String[]::new);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void write(String path, String content) throws IOException {
    Files.writeString(repository.resolve(path), content);
  }

  @Test
  void aDeployThatIsRunAgainEndsInTheSameStage() {
    try (BigQueryEndpoint endpoint = endpoint()) {
      assertThat(deploy(endpoint.url())).as(said()).isZero();
      assertThat(deploy(endpoint.url())).as(said()).isZero();
      assertThat(printed()).containsSequence("Staged: 4 deployed, 0 failed, 0 skipped");
      assertThat(run(endpoint.url(), "stage", "clean", "--dataset-suffix", "s")).isZero();
      assertThat(printed()).contains("removed stage.d_p_s", "removed stage.raw_p_s");
    }
  }

  @Test
  void w21_aLibraryIsInTheStagesBucketBeforeItsRoutine() throws IOException {
    write(".understudy.yml", "stage: {library_bucket: stage-bucket}\n");
    write(
        "sql/p/f/twice/udf.sql",
        "CREATE FUNCTION f.twice(x INT64) RETURNS INT64 LANGUAGE js"
            + " OPTIONS (library = 'gs://production/lib/twice.js') AS 'return twice(x)';\n");
    Files.createDirectories(repository.resolve("lib"));
    write("lib/twice.js", "function twice(x) { return 2 * x; }");
    try (BigQueryEndpoint endpoint = endpoint()) {
      assertThat(deploy(endpoint.url())).as(said() + printed()).isZero();
      assertThat(Rest.get(endpoint.url() + "/storage/v1/b/stage-bucket/o/s/lib/twice.js"))
          .contains("return 2 * x");
      assertThat(
              Rest.get(
                  endpoint.url() + "/bigquery/v2/projects/stage/datasets/f_p_s/routines/twice"))
          .contains("gs://stage-bucket/s/lib/twice.js");
    }
  }

  @Test
  void w12_oneCauseIsOneFailureAndItsDependentsAreSkipped() throws IOException {
    write("sql/p/d/v/view.sql", "CREATE VIEW\n  p.d.v\nAS\nSELECT f.twice(b) AS a FROM p.raw.t\n");
    try (BigQueryEndpoint endpoint = endpoint()) {
      assertThat(deploy(endpoint.url())).isEqualTo(Cli.CHANGE);
    }
    assertThat(printed())
        .contains("2 deployed, 1 failed, 1 skipped")
        .contains("failed p.d.v: sql/p/d/v/view.sql:4:16: Unrecognized name: b\n")
        .contains("skipped p.d.w: p.d.v failed")
        .contains("`understudy stage clean --dataset-suffix s` removes them");
  }

  @Test
  void w13_aRoutineThatFailsEndsTheRunAndDoesNotHangIt() throws IOException {
    write(
        "sql/p/f/twice/udf.sql",
        "CREATE FUNCTION f.twice(x INT64) AS (x + DATE '2020-01-01' + 'a');\n");
    try (BigQueryEndpoint endpoint = endpoint()) {
      CompletableFuture<Integer> ended =
          CompletableFuture.supplyAsync(() -> deploy(endpoint.url()));
      assertThat(ended).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(Cli.CHANGE);
    }
    assertThat(printed()).contains("1 deployed, 1 failed, 2 skipped");
  }

  @Test
  void w15_whatAFailedRunLeftIsCleaned() throws IOException {
    write("sql/p/d/w/view.sql", "CREATE VIEW p.d.w AS SELECT nothing FROM p.d.v\n");
    try (BigQueryEndpoint endpoint = endpoint()) {
      assertThat(deploy(endpoint.url())).isEqualTo(Cli.CHANGE);
      assertThat(run(endpoint.url(), "stage", "clean", "--dataset-suffix", "s")).isZero();
      out.reset();
      run(endpoint.url(), "stage", "clean", "--dataset-suffix", "s", "--format", "json");
      assertThat(printed()).contains("\"removed\" : [ ]", "\"kept\" : [ ]");
    }
  }

  @Test
  void w17_anEndpointThatFailsNowAndThenIsAskedAgain() {
    try (BigQueryEndpoint endpoint = endpoint(Set.of(), new Trouble(Duration.ZERO, 3))) {
      assertThat(deploy(endpoint.url())).as(said()).isZero();
    }
    assertThat(printed()).contains("Staged: 4 deployed");
  }

  @Test
  void w18_whatCannotBeKnownIsNeverPassedOver() throws IOException {
    write("sql/p/d/w/view.sql", "CREATE VIEW p.d.w AS SELECT * FROM p.elsewhere.unknown\n");
    try (BigQueryEndpoint endpoint = endpoint()) {
      assertThat(deploy(endpoint.url())).isEqualTo(Cli.CHANGE);
    }
    assertThat(printed())
        .contains("failed p.elsewhere.unknown: the columns of p.elsewhere.unknown cannot be known")
        .contains("skipped p.d.w");
  }

  @Test
  void w19_deniedAccessIsAnErrorOfTheSetUpAndNeverASuccess() throws IOException {
    try (Refusing refusing = new Refusing(403, "accessDenied", "User lacks datasets.create")) {
      assertThat(deploy(refusing.url())).isEqualTo(Cli.USAGE);
    }
    assertThat(printed())
        .contains("Not all staged: 0 deployed")
        .contains("BigQuery denies access: User lacks datasets.create");
  }

  @Test
  void anEmptyQuotaEndsWithThreeAndSaysWhatToDo() throws IOException {
    try (Refusing refusing = new Refusing(403, "quotaExceeded", "no more")) {
      assertThat(deploy(refusing.url())).isEqualTo(Cli.UNAVAILABLE);
    }
    assertThat(said() + printed()).contains("quota is used up: no more; wait until it is refilled");
  }

  @Test
  void anEndpointThatIsDownEndsWithThree() {
    assertThat(deploy("http://127.0.0.1:1")).isEqualTo(Cli.UNAVAILABLE);
    assertThat(said()).contains("BigQuery at http://127.0.0.1:1 does not answer");
  }

  @Test
  void aForeignDatasetOfTheSameNameIsLeftAloneAndSaidOnce() throws IOException {
    try (BigQueryEndpoint endpoint = endpoint()) {
      Rest.post(
          endpoint.url() + "/bigquery/v2/projects/stage/datasets",
          "{\"datasetReference\": {\"projectId\": \"stage\", \"datasetId\": \"d_p_s\"}}");
      assertThat(deploy(endpoint.url())).isEqualTo(Cli.USAGE);
      assertThat(printed())
          .containsOnlyOnce("dataset stage.d_p_s exists already and its labels do not name this")
          .contains("2 deployed, 0 failed, 2 skipped");
      out.reset();
      run(endpoint.url(), "stage", "clean", "--dataset-suffix", "s");
      assertThat(printed()).contains("stage.d_p_s", "carries no understudy labels");
    }
  }

  @Test
  void aBotsStageIsCleanedByTheNameOfItsInstallationAndElseItStays() throws IOException {
    try (BigQueryEndpoint endpoint = endpoint()) {
      Rest.post(
          endpoint.url() + "/bigquery/v2/projects/stage/datasets",
          "{\"datasetReference\": {\"projectId\": \"stage\", \"datasetId\": \"d_pr88\"},"
              + " \"labels\": {\"understudy\": \"understudy\", \"suffix\": \"pr88\"}}");
      assertThat(run(endpoint.url(), "stage", "clean", "--dataset-suffix", "pr88"))
          .isEqualTo(Cli.CHANGE);
      assertThat(printed())
          .contains("could not remove stage.d_pr88: belongs to the installation understudy");
      assertThat(said()).contains("--installation NAME");
      String[] bots = {
        "stage", "clean", "--dataset-suffix", "pr88", "--installation", "understudy"
      };
      assertThat(run(endpoint.url(), bots)).as(said()).isZero();
      assertThat(printed()).contains("removed stage.d_pr88");
    }
  }

  @Test
  void twoDeploysOfOneSuffixAtOnceBothEndWellAndOneCleanRemovesAll() throws Exception {
    try (BigQueryEndpoint endpoint = endpoint()) {
      CompletableFuture<Integer> other =
          CompletableFuture.supplyAsync(() -> deploy(endpoint.url()));
      assertThat(deploy(endpoint.url())).as(said()).isZero();
      assertThat(other.get(60, TimeUnit.SECONDS)).as(said()).isZero();
      assertThat(run(endpoint.url(), "stage", "clean", "--dataset-suffix", "s")).isZero();
      assertThat(Rest.get(endpoint.url() + "/bigquery/v2/projects/stage/datasets"))
          .doesNotContain("datasetId");
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsOneSentenceAndTheNextRunRepairsIt() throws IOException {
    Path obstacle = repository.resolve("sql/stage/d_p_s/v/view.sql/inside");
    Files.createDirectories(obstacle);
    try (BigQueryEndpoint endpoint = endpoint()) {
      List<String> inPlace = new ArrayList<>(List.of(deployArguments()));
      inPlace.remove("--copy-sql-to-tmp-dir");
      assertThat(run(endpoint.url(), inPlace.toArray(String[]::new))).isEqualTo(Cli.UNAVAILABLE);
      assertThat(said()).contains("sql/stage/d_p_s/v/view.sql cannot be written: ");
      assertThat(obstacle.resolveSibling("../view.sql.part").normalize()).doesNotExist();
      Files.delete(obstacle);
      Files.delete(obstacle.getParent());
      assertThat(run(endpoint.url(), inPlace.toArray(String[]::new))).as(said()).isZero();
    }
    assertThat(repository.resolve("sql/stage/d_p_s/v/view.sql"))
        .content()
        .contains("`stage.d_p_s.v`");
  }

  @Test
  void aCacheThatCannotBeWrittenStopsNothing() throws IOException {
    Files.writeString(folder.resolve("state"), "a file where a folder should be");
    try (BigQueryEndpoint endpoint = endpoint()) {
      assertThat(deploy(endpoint.url())).as(said()).isZero();
    }
  }

  @Test
  void ctrlCStopsCleanlyAndSaysWhatIsLeft() throws Exception {
    try (BigQueryEndpoint endpoint = endpoint(Set.of(), new Trouble(Duration.ofMillis(350), 0))) {
      List<String> command = new ArrayList<>(List.of(java(), "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.addAll(List.of("--enable-native-access=ALL-UNNAMED", Understudy.class.getName()));
      command.addAll(List.of(deployArguments("--parallelism", "1")));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment(endpoint.url()));
      Path log = folder.resolve("log");
      Process process = builder.redirectOutput(log.toFile()).start();
      try {
        awaitText(log, "[1/4] deployed");
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      assertThat(Files.readString(log))
          .containsSubsequence("stopping: nothing new begins; waiting up to 10 s", "Stopped: ")
          .contains("cancelled")
          .contains("Left on the stage")
          .doesNotContain("Exception");
      assertThat(process.exitValue()).isNotZero();
      assertThat(deploy(endpoint.url())).as(said()).isZero();
    }
  }

  @Test
  void aServerThatIsToldToStopEndsWithNought() throws Exception {
    List<String> command = new ArrayList<>(List.of(java(), "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", Understudy.class.getName()));
    command.addAll(List.of("warehouse", "serve", "--port", "0"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment("http://localhost:1"));
    Path log = folder.resolve("log");
    Process process = builder.redirectOutput(log.toFile()).start();
    try {
      awaitText(log, "BigQuery endpoint on ");
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void awaitText(Path log, String text) throws Exception {
    for (int i = 0; i < 600; i++) {
      if (Files.exists(log) && Files.readString(log).contains(text)) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("never said " + text + ": " + Files.readString(log));
  }

  /** An endpoint that answers everything with one error. */
  private static final class Refusing implements AutoCloseable {
    private final HttpServer server;

    Refusing(int status, String reason, String message) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] body =
          """
          {"error": {"code": %d, "message": "%s", "errors": [{"reason": "%s", "message": "%s"}]}}"""
              .formatted(status, message, reason, message)
              .getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/",
          exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
