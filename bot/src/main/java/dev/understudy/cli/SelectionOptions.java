package dev.understudy.cli;

import dev.understudy.deploy.Selection;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How a command is told which change it is about. */
final class SelectionOptions {
  /** Which configuration counts, for help texts. */
  static final String CONFIGURATION =
      "The .understudy.yml that counts is that of the changed commit (--head); for PATHS without"
          + " --head it is the file as it stands.";

  @Option(names = "--repo", paramLabel = "DIR", description = "The repository (default: here).")
  private Path repository = Path.of("");

  @Option(names = "--base", paramLabel = "REV", description = "The commit to compare with.")
  private @Nullable String base;

  @Option(names = "--head", paramLabel = "REV", description = "The changed commit (default: HEAD).")
  private @Nullable String head;

  @Option(
      names = "--baseline",
      paramLabel = "BRANCH",
      description =
          "A branch that mirrors production; compared at the point where the change left it.")
  private @Nullable String baseline;

  @Parameters(
      paramLabel = "PATHS",
      arity = "0..*",
      description = "Files or folders that changed, instead of commits.")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--dataset-suffix",
      paramLabel = "S",
      description = "Ends the stage datasets' names (default: the commit's SHA).")
  private @Nullable String suffix;

  @Option(
      names = "--with-readers",
      description =
          "Stage what directly reads the change too: views and routines are made again, queries are"
              + " dry-run against the stage and compared with their declared schemas.")
  private boolean withReaders;

  boolean withReaders() {
    return withReaders;
  }

  Selection selection() {
    return new Selection(repository, base, head, baseline, paths);
  }

  /** Plans what is wanted, and says what is worth a note. */
  StageFlow.Planned plan(StageFlow flow, Terminal terminal) {
    StageFlow.Planned planned = flow.plan(selection(), suffix(), withReaders);
    planned.notes().forEach(note -> terminal.err().println("note: " + note));
    return planned;
  }

  Path repository() {
    return repository;
  }

  @Nullable String suffix() {
    checkSuffix(suffix);
    return suffix;
  }

  /** Refuses what no stage can be called. */
  static void checkSuffix(@Nullable String suffix) {
    if (suffix != null && !suffix.matches("[A-Za-z0-9_]+")) {
      throw Problem.usage(
          "--dataset-suffix `" + suffix + "` may hold letters, digits and underscores only");
    }
  }
}
