package dev.understudy.cli;

import dev.understudy.deploy.PlanRunner;
import dev.understudy.deploy.StageFlow;
import dev.understudy.deploy.StagedFiles;
import dev.understudy.deploy.Workspace;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.StagedFile;
import dev.understudy.report.DeployText;
import dev.understudy.report.Outcome;
import dev.understudy.report.PlanText;
import dev.understudy.report.Progress;
import dev.understudy.report.TerminalProgress;
import dev.understudy.sql.googlesql.GoogleSql;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "deploy",
    mixinStandardHelpOptions = true,
    header = "Makes everything that a change needs on the stage, under a suffix.",
    description = {
      "",
      "The SQL as it is deployed is written below sql/<stage project>/, beside the originals. "
          + SelectionOptions.CONFIGURATION,
      ""
    },
    footer = {
      "",
      "Examples:",
      "  understudy stage deploy --baseline generated-sql --copy-sql-to-tmp-dir",
      "  understudy stage deploy --dataset-suffix pr_88 sql/my-project/sales/orders",
      "  understudy stage deploy --base origin/main --dry-run",
      "",
      "Exit codes: 0 done, 1 the change has a problem, 2 wrong usage,",
      "3 BigQuery does not answer, 130 stopped by Ctrl-C."
    })
final class DeployCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Terminal terminal;

  @Mixin private SelectionOptions options = new SelectionOptions();

  @Option(
      names = "--copy-sql-to-tmp-dir",
      description = "Write the staged SQL to a temporary folder and leave the repository alone.")
  private boolean copy;

  @Option(
      names = "--remove-updated-artifacts",
      description = "Remove the originals of what was staged, so that only the copies remain.")
  private boolean remove;

  @Option(names = "--dry-run", description = "Say what would be done; do nothing.")
  private boolean dryRun;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "How many artifacts are made at once (default: ${DEFAULT-VALUE}).")
  private int parallelism = PlanRunner.PARALLELISM;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private PlanText.Format format = PlanText.Format.TEXT;

  DeployCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (GoogleSql sql = GoogleSql.start();
        Workspace workspace = new Workspace(options.repository(), terminal.settings(), sql);
        Production production = Production.of(terminal, sql)) {
      if (!dryRun) {
        Warehouses.reachAhead(terminal.settings(), terminal.clock());
      }
      StageFlow flow = new StageFlow(workspace, sql, terminal.clock(), production.schemas());
      StageFlow.Planned planned = options.plan(flow, terminal);
      if (dryRun) {
        terminal.out().print(PlanText.of(format, planned.plan()));
        terminal.out().flush();
        return planned.plan().hasErrors() ? Cli.CHANGE : Cli.DONE;
      }
      writeFiles(workspace, planned);
      return deploy(sql, planned);
    }
  }

  private void writeFiles(Workspace workspace, StageFlow.Planned planned) {
    Optional<Path> root = workspace.workTree();
    Path target = copy || root.isEmpty() ? StagedFiles.temporaryFolder() : root.get();
    StagedFiles.write(planned, target, root.orElse(target));
    planned.files().stream()
        .map(StagedFile::note)
        .filter(Objects::nonNull)
        .distinct()
        .forEach(note -> terminal.err().println("note: " + note));
    if (copy) {
      terminal.err().println("the staged SQL is in " + target);
    }
    if (remove && root.isPresent()) {
      StagedFiles.removeOriginals(planned, copy ? target : root.get());
    }
  }

  private int deploy(GoogleSql sql, StageFlow.Planned planned) {
    StagePlan plan = planned.plan();
    boolean live =
        format == PlanText.Format.TEXT
            && TerminalProgress.isLive(terminal.isInteractive(), terminal.environment());
    Progress progress =
        plan.members().isEmpty() ? Progress.NONE : new TerminalProgress(terminal.err(), live);
    String location = planned.head().config().stage().location();
    try (Warehouses open =
        Warehouses.open(terminal.settings(), sql, terminal.clock(), progress, location)) {
      PlanRunner runner =
          new PlanRunner(open.warehouse(), parallelism, GRACE, terminal.clock(), progress);
      Interrupts interrupts = Interrupts.onCtrlC(() -> stop(runner), Interrupts.USUAL);
      Outcome outcome;
      try {
        outcome = runner.run(plan.datasets(), plan.members());
        terminal.out().print(DeployText.of(format, plan, outcome));
        terminal.out().flush();
      } finally {
        interrupts.done();
      }
      if (outcome.unavailable()) {
        return Cli.UNAVAILABLE;
      }
      if (outcome.misconfigured()) {
        return Cli.USAGE;
      }
      return outcome.complete() && !plan.hasErrors() ? Cli.DONE : Cli.CHANGE;
    }
  }

  private void stop(PlanRunner runner) {
    String wait = "waiting up to " + GRACE.toSeconds() + " s for the running calls to end";
    terminal.err().println("\nstopping: nothing new begins; " + wait);
    terminal.err().flush();
    runner.cancel();
  }
}
