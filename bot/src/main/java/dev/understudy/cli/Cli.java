package dev.understudy.cli;

import dev.understudy.config.Settings;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

  /** A bug of ours. */
  public static final int BUG = 70;

  private final Terminal terminal;
  private final Map<String, String> environment;

  /** Commands that print here. */
  public Cli(
      PrintStream out, PrintStream err, Map<String, String> environment, InstantSource clock) {
    this.environment = environment;
    this.terminal =
        new Terminal(
            new PrintWriter(out, true, StandardCharsets.UTF_8),
            new PrintWriter(err, true, StandardCharsets.UTF_8),
            environment,
            clock);
  }

  /** Runs one command and says how it ended. */
  public int run(String... args) {
    return commandLine().execute(args);
  }

  /** The commands, for help texts and completion. */
  public CommandLine commandLine() {
    CommandLine line = new CommandLine(new Root());
    line.addSubcommand("graph", new GraphCommand(terminal));
    CommandLine stage = new CommandLine(new Stage());
    stage.addSubcommand("plan", new PlanCommand(terminal));
    line.addSubcommand("stage", stage);
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionExceptionHandler((e, _, _) -> failed(e));
    return line;
  }

  private int failed(Exception e) {
    return switch (e) {
      case Problem problem -> {
        say(problem.location(), problem.getMessage());
        yield problem.kind() == Problem.Kind.USAGE ? USAGE : CHANGE;
      }
      case Unavailable unavailable -> {
        say(Location.NONE, unavailable.getMessage());
        yield UNAVAILABLE;
      }
      default -> bug(e);
    };
  }

  private void say(Location location, @Nullable String message) {
    String place = location.toString();
    terminal.err().println("understudy: " + (place.isEmpty() ? "" : place + ": ") + message);
  }

  private int bug(Exception e) {
    if (environment.containsKey("UNDERSTUDY_DEBUG")) {
      e.printStackTrace(terminal.err());
    }
    String where;
    try {
      Path folder = Files.createDirectories(Settings.of(environment).stateFolder());
      Path file = folder.resolve("last-error.txt");
      try (PrintWriter writer =
          new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
        e.printStackTrace(writer);
      }
      where = "the details are in " + file;
    } catch (IOException | Problem _) {
      where = "run again with UNDERSTUDY_DEBUG=1 for the details";
    }
    say(Location.NONE, "this is a bug of ours (" + e + "); " + where);
    return BUG;
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
      description = "Plans, makes and takes away stages.")
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
