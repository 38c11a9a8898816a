package dev.understudy.cli;

import dev.understudy.config.Settings;
import dev.understudy.deploy.Clean;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import dev.understudy.report.CleanText;
import dev.understudy.report.Cleaned;
import dev.understudy.report.Progress;
import dev.understudy.sql.googlesql.GoogleSql;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "clean",
    mixinStandardHelpOptions = true,
    header = "Removes a stage, or all stages that have expired.",
    description = {
      "",
      "Only labels decide; what does not carry ours stays, whatever it is called.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  understudy stage clean --dataset-suffix pr_88",
      "  understudy stage clean --delete-expired --dry-run",
      "  understudy stage clean --installation understudy --dataset-suffix pr_88",
      "",
      "Exit codes: 0 done, 1 something that was asked for stayed, 2 wrong usage,",
      "3 BigQuery does not answer."
    })
final class CleanCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--dataset-suffix", paramLabel = "S", description = "The stage's suffix.")
  private @Nullable String suffix;

  @Option(names = "--delete-expired", description = "Remove every stage that has expired.")
  private boolean expired;

  @Option(
      names = "--repo",
      paramLabel = "DIR",
      description =
          "The repository whose .understudy.yml names the stage's project (default: here, if here is"
              + " one; else UNDERSTUDY_STAGE_PROJECT counts).")
  private @Nullable Path repository;

  @Option(
      names = "--installation",
      paramLabel = "NAME",
      description =
          "Whose stages: a bot's are its UNDERSTUDY_INSTALLATION's (default: ${DEFAULT-VALUE}, the"
              + " command line's own).")
  private String installation = StageFlow.LOCAL;

  @Option(names = "--dry-run", description = "Say what would be removed; remove nothing.")
  private boolean dryRun;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private CleanText.Format format = CleanText.Format.TEXT;

  CleanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (suffix == null && !expired) {
      throw Problem.usage("say what to clean: --dataset-suffix S, or --delete-expired");
    }
    SelectionOptions.checkSuffix(suffix);
    if (!installation.matches("[a-z][a-z0-9_-]{0,62}")) {
      throw Problem.usage("--installation `" + installation + "` is no name of an installation");
    }
    Settings settings = terminal.settings();
    String project = StageProject.of(repository, settings);
    try (GoogleSql sql = GoogleSql.start();
        Warehouses open = Warehouses.open(settings, sql, terminal.clock(), Progress.NONE, "US")) {
      Clean clean = new Clean(open.warehouse(), project, installation, dryRun);
      Cleaned cleaned = suffix == null ? null : clean.clean(suffix);
      if (expired) {
        Cleaned more = clean.deleteExpired(terminal.clock().instant());
        cleaned = cleaned == null ? more : cleaned.and(more);
      }
      terminal.out().print(CleanText.of(format, Objects.requireNonNull(cleaned), dryRun));
      terminal.out().flush();
      return ended(cleaned);
    }
  }

  private int ended(Cleaned cleaned) {
    if (cleaned.failed().isEmpty()) {
      return Cli.DONE;
    }
    if (cleaned.failed().stream().anyMatch(failed -> failed.why().startsWith(Clean.FOREIGN))) {
      terminal.err().println("note: --installation NAME removes another installation's stage");
    }
    return Cli.CHANGE;
  }
}
