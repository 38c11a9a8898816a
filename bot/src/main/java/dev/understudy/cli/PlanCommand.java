package dev.understudy.cli;

import dev.understudy.deploy.StageFlow;
import dev.understudy.deploy.Workspace;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.PlanText;
import dev.understudy.sql.googlesql.GoogleSql;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    header = "Says what a stage deploy would make, and what reads the change.",
    description = {"", SelectionOptions.CONFIGURATION, ""},
    footer = {
      "",
      "Examples:",
      "  understudy stage plan --baseline generated-sql",
      "  understudy stage plan --base origin/main --head HEAD --format markdown",
      "  understudy stage plan sql/my-project/sales/orders/view.sql",
      "",
      "Exit codes: 0 done, 1 the change has a problem, 2 wrong usage,",
      "3 a service is down."
    })
final class PlanCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private SelectionOptions options = new SelectionOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private PlanText.Format format = PlanText.Format.TEXT;

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (GoogleSql sql = GoogleSql.start();
        Workspace workspace = new Workspace(options.repository(), terminal.settings(), sql);
        Production production = Production.of(terminal, sql)) {
      StageFlow flow = new StageFlow(workspace, sql, terminal.clock(), production.schemas());
      StageFlow.Planned planned = options.plan(flow, terminal);
      StagePlan plan = planned.plan();
      terminal.out().print(PlanText.of(format, plan));
      terminal.out().flush();
      return plan.hasErrors() ? Cli.CHANGE : Cli.DONE;
    }
  }
}
