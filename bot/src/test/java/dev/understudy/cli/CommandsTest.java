package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.source.ScratchRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What people type, and what they get back. */
class CommandsTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();

  private int run(String... arguments) {
    environment.put("UNDERSTUDY_STATE_DIR", folder.resolve("state").toString());
    return cli().run(arguments);
  }

  private Cli cli() {
    return new Cli(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        environment,
        InstantSource.system());
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyCommandHasHelpWithExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("stage", "graph", "Exit codes");
    for (String[] command :
        new String[][] {
          {"stage", "plan"},
          {"stage", "deploy"},
          {"stage", "clean"},
          {"graph"},
          {"config", "validate"},
          {"demo"},
          {"serve"},
          {"warehouse", "serve"}
        }) {
      String[] arguments = Arrays.copyOf(command, command.length + 1);
      arguments[command.length] = "--help";
      assertThat(run(arguments)).isZero();
    }
    assertThat(said()).isEmpty();
  }

  @Test
  void everyHelpReadsWellAtEightyColumns() {
    checkHelp(cli().commandLine());
  }

  private static void checkHelp(CommandLine command) {
    var usage = command.getCommandSpec().usageMessage();
    String name = command.getCommandSpec().qualifiedName();
    assertThat(usage.header()).as(name).allMatch(line -> line.length() < 72 && line.endsWith("."));
    assertThat(usage.footer()).as(name).allMatch(line -> line.length() < 80);
    for (OptionSpec option : command.getCommandSpec().options()) {
      assertThat(option.description()).as(name + " " + option.longestName()).hasSize(1);
    }
    for (CommandLine sub : command.getSubcommands().values()) {
      checkHelp(sub);
    }
  }

  @Test
  void theReadmeNamesEveryCommandAndOption() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    check(cli().commandLine(), "understudy", readme);
  }

  private static void check(CommandLine command, String name, String readme) {
    for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
      if (!sub.getValue().getCommandSpec().usageMessage().hidden()) {
        check(sub.getValue(), name + " " + sub.getKey(), readme);
      }
    }
    if (command.getSubcommands().isEmpty()) {
      assertThat(readme).contains("`" + name);
      command.getCommandSpec().options().stream()
          .map(o -> o.longestName())
          .filter(o -> !o.equals("--help") && !o.equals("--version"))
          .forEach(o -> assertThat(readme).as(name + " " + o).contains(o));
    }
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheNearestOne() {
    assertThat(run("stage", "plam")).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("Did you mean", "stage plan");
  }

  @Test
  void nothingIsSuggestedThatIsNotNear() {
    assertThat(run("bogus")).isEqualTo(Cli.USAGE);
    assertThat(said())
        .contains("Unmatched argument at index 0: 'bogus'", "Usage: understudy")
        .doesNotContain("Did you mean");
  }

  @Test
  void withoutASelectionTheCommandSaysWhatItNeeds() {
    assertThat(run("stage", "plan", "--repo", folder.toString())).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("say what changed: --base REV").doesNotContain("Exception");
  }

  @Test
  void twoSelectionsExcludeEachOther() {
    assertThat(run("stage", "plan", "--base", "a", "--baseline", "b")).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("exclude each other");
  }

  @Test
  void aFolderThatIsNoRepositoryIsSaidSo() {
    // the tests' own temporary folder lies within this project's repository
    String plain = System.getProperty("java.home");
    assertThat(run("graph", "--repo", plain)).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("is not in a git repository");
  }

  @Test
  void aSuffixWithADashIsRefused() {
    assertThat(run("stage", "plan", "--dataset-suffix", "a-b", "x")).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("letters, digits and underscores only");
    assertThat(run("stage", "clean", "--dataset-suffix", "../../x")).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("--dataset-suffix `../../x` may hold letters");
  }

  @Test
  void anInstallationIsAName() {
    assertThat(run("stage", "clean", "--dataset-suffix", "a", "--installation", "A b"))
        .isEqualTo(Cli.USAGE);
    assertThat(said()).contains("--installation `A b` is no name of an installation");
  }

  @Test
  void aDirectionInTheGraphNeedsAStart() {
    assertThat(run("graph", "--upstream")).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("name it with --of project.dataset.name");
  }

  @Test
  void aWrongSettingIsNamed() {
    environment.put("UNDERSTUDY_BIGQUERY_ENDPOINT", "nonsense");
    assertThat(run("stage", "clean", "--dataset-suffix", "a")).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("UNDERSTUDY_BIGQUERY_ENDPOINT");
  }

  @Test
  void anEndpointThatIsDownEndsWithThree() {
    environment.put("UNDERSTUDY_BIGQUERY_ENDPOINT", "http://localhost:1");
    assertThat(run("stage", "clean", "--dataset-suffix", "a")).isEqualTo(Cli.UNAVAILABLE);
    assertThat(said()).contains("does not answer").doesNotContain("Exception");
  }

  @Test
  void aValidConfigurationIsPrintedWithItsDefaults() throws IOException {
    Files.writeString(folder.resolve(".understudy.yml"), "comments: outcomes\n");
    assertThat(run("config", "validate", folder.toString())).as(said()).isZero();
    String printed = out.toString(StandardCharsets.UTF_8);
    assertThat(printed).contains("is valid; in force is:", "comments: outcomes", "drafts: stage");
    Files.writeString(folder.resolve("printed.yml"), printed);
    assertThat(run("config", "validate", folder.resolve("printed.yml").toString())).isZero();
  }

  @Test
  void aRepositoryWithoutAConfigurationHasTheDefaults() {
    assertThat(run("config", "validate", folder.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("does not exist; the defaults are:", "comments: all");
  }

  @Test
  void inAFolderOfTheRepositoryItsConfigurationIsRead() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("sql").resolve("p"));
    try (ScratchRepository git = ScratchRepository.in(folder)) {
      git.write(".understudy.yml", "comments: outcomes\n");
      assertThat(run("config", "validate", inner.toString())).as(said()).isZero();
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(".understudy.yml is valid; in force is:", "comments: outcomes");
  }

  @Test
  void aWrongConfigurationIsNamedWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("draft.yml"), "version: 1\ncoments: all\n");
    assertThat(run("config", "validate", file.toString())).isEqualTo(Cli.USAGE);
    assertThat(said())
        .contains("draft.yml:2:1: unknown key `coments`; did you mean `comments`?")
        .doesNotContain("Exception");
    assertThat(run("config", "validate", folder.resolve("none.yml").toString()))
        .isEqualTo(Cli.USAGE);
    assertThat(said()).contains("none.yml: there is no such file");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(run("config", "validate", file.toString())).isEqualTo(Cli.USAGE);
    assertThat(said()).contains("draft.yml: the file is not UTF-8");
  }

  /** What differs between two runs: commits, runs, times and where links lead. */
  private static String timeless(String comment) {
    return comment
        .replaceAll("\\]\\([^)]*\\)", "]")
        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "run")
        .replaceAll("\\b[0-9a-f]{12}\\b|\\b[0-9a-f]{7}\\b|(?<=_)[0-9a-f]{12}\\b", "sha")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d", "time")
        .replaceAll("\\d+ s ", "s ");
  }

  /** The comment that begins with this, of lines that begin with a mark. */
  private static String comment(String text, String mark, String begin) {
    return text.lines()
        .dropWhile(line -> !line.startsWith(mark + begin))
        .takeWhile(line -> line.startsWith(mark.strip()) || line.startsWith(mark))
        .map(line -> line.substring(Math.min(mark.length(), line.length())).stripTrailing())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void theDemoTellsTheWholeStoryAndTheReadmeShowsItsComment() throws IOException {
    assertThat(run("demo")).as(said()).isZero();
    String failed = "### ❌";
    String readme = Files.readString(Path.of("..", "README.md"));
    assertThat(timeless(comment(readme, "> ", failed)))
        .isEqualTo(timeless(comment(out.toString(StandardCharsets.UTF_8), "  | ", failed)));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsSubsequence(
            "### ✅ Staged",
            "### ❌ Could not stage all of",
            "Unrecognized name: `customer_id`",
            "### ✅ Staged",
            "answers the command with [rocket]",
            "Stage removed",
            "Left on the stage: 0 datasets",
            "That was the demo.");
  }

  @Test
  void theCompletionScriptKnowsTheCommands() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("stage", "--dataset-suffix");
  }
}
