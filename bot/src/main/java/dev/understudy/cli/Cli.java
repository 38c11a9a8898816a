package dev.understudy.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands, and the one place where a failure becomes a sentence and an exit code. */
public final class Cli {
  /** Everything went well. */
  public static final int DONE = 0;

  /** The change has a problem. */
  public static final int CHANGE = 1;

  /** The call or the configuration is wrong. */
  public static final int USAGE = 2;

  /** A service does not answer. */
  public static final int UNAVAILABLE = 3;

  /** Stopped by Ctrl-C: what shells report of any program. */
  static final int INTERRUPTED = 130;

  /** A bug of ours. */
  public static final int BUG = 70;

  private final Terminal terminal;

  /** Commands that print here. */
  public Cli(
      PrintStream out, PrintStream err, Map<String, String> environment, InstantSource clock) {
    this.terminal =
        new Terminal(
            new PrintWriter(out, true, StandardCharsets.UTF_8),
            new PrintWriter(err, true, StandardCharsets.UTF_8),
            environment,
            clock);
  }

  /** Runs one command and says how it ended. */
  public int run(String... args) {
    return commandLine(terminal).execute(args);
  }

  /** The commands, for help texts and completion. */
  public CommandLine commandLine() {
    return commandLine(terminal);
  }

  static CommandLine commandLine(Terminal terminal) {
    CommandLine line = new CommandLine(new Root());
    line.addSubcommand("demo", new DemoCommand(terminal));
    CommandLine stage = new CommandLine(new Stage());
    stage.addSubcommand("plan", new PlanCommand(terminal));
    stage.addSubcommand("deploy", new DeployCommand(terminal));
    stage.addSubcommand("clean", new CleanCommand(terminal));
    line.addSubcommand("stage", stage);
    line.addSubcommand("serve", new ServeCommand(terminal));
    line.addSubcommand("graph", new GraphCommand(terminal));
    CommandLine config = new CommandLine(new ConfigCommand());
    config.addSubcommand("validate", new ConfigCommand.Validate(terminal));
    line.addSubcommand("config", config);
    CommandLine warehouse = new CommandLine(new WarehouseCommand());
    warehouse.addSubcommand("serve", new WarehouseCommand.Serve(terminal));
    line.addSubcommand("warehouse", warehouse);
    line.addSubcommand("completion", new CompletionCommand(terminal));
    line.addSubcommand("warm-up", new WarmUpCommand(terminal));
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    Failures failures = new Failures(terminal);
    line.setParameterExceptionHandler((e, _) -> failures.say(e));
    line.setExecutionExceptionHandler((e, command, _) -> failures.say(e, command));
    return line;
  }

  @Command(
      name = "understudy",
      mixinStandardHelpOptions = true,
      version = "understudy 0.1.0",
      description = "Rehearses every BigQuery change on an isolated stage before it goes live.",
      footer = {
        "",
        "Exit codes: 0 done, 1 the change has a problem, 2 wrong usage or configuration,",
        "3 a service does not answer, 70 a bug of ours.",
        "",
        "Start with `understudy demo`."
      })
  static final class Root implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }
  }

  @Command(
      name = "stage",
      mixinStandardHelpOptions = true,
      header = "Plans, makes and takes away stages.")
  static final class Stage implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "plan, deploy or clean?");
    }
  }
}
