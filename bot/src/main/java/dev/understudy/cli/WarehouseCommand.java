package dev.understudy.cli;

import dev.understudy.config.Folders;
import dev.understudy.config.Settings;
import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.endpoint.BigQueryEndpoint.Options;
import dev.understudy.endpoint.BigQueryEndpoint.Trouble;
import dev.understudy.failure.Problem;
import dev.understudy.sql.googlesql.GoogleSql;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "warehouse",
    mixinStandardHelpOptions = true,
    subcommands = {},
    header = "The embedded BigQuery endpoint.")
final class WarehouseCommand implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "serve?");
  }

  /** Serves until stopped. */
  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      header = "Runs the embedded BigQuery endpoint by itself, for any BigQuery client.",
      description = {"", "It listens on this machine only and asks for no credentials.", ""},
      footer = {
        "",
        "Examples:",
        "  understudy warehouse serve --port 9050",
        "  UNDERSTUDY_BIGQUERY_ENDPOINT=http://localhost:9050 understudy stage deploy …",
        "",
        "Exit codes: 0 stopped (by SIGTERM or Ctrl-C, too), 2 wrong usage,",
        "3 the port is taken."
      })
  static final class Serve implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
        names = "--port",
        paramLabel = "N",
        required = true,
        description = "The port to listen on; 0 takes a free one and prints it.")
    private int port;

    @Option(
        names = "--state",
        paramLabel = "DIR",
        description = "Where its tables are kept (default: below the state folder).")
    private @Nullable Path state;

    @Option(
        names = "--latency",
        paramLabel = "MILLIS",
        description = "Wait so long before every answer (default: ${DEFAULT-VALUE}).")
    private int latency;

    @Option(
        names = "--fail-every",
        paramLabel = "N",
        description = "Answer each N-th call with a 503 (default: ${DEFAULT-VALUE}, never).")
    private int failEvery;

    Serve(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
      if (latency < 0 || failEvery < 0) {
        throw Problem.usage("--latency and --fail-every take numbers from 0");
      }
      if (port < 0 || port > 65_535) {
        throw Problem.usage("--port " + port + " is no port; use 0 to 65535");
      }
      Settings settings = terminal.settings();
      Path folder =
          state == null
              ? settings.writable(BotWarehouses.TABLES)
              : Folders.writable(state, "give --state");
      CountDownLatch stopped = new CountDownLatch(1);
      Interrupts interrupts = Interrupts.onCtrlC(stopped::countDown, Interrupts.USUAL);
      try (GoogleSql sql = GoogleSql.start();
          BigQueryEndpoint endpoint =
              BigQueryEndpoint.start(
                  new Options(
                      port,
                      folder,
                      terminal.clock(),
                      "US",
                      Set.of(),
                      new Trouble(Duration.ofMillis(latency), failEvery)),
                  sql,
                  sql)) {
        terminal.out().println("BigQuery endpoint on " + endpoint.url() + ", tables in " + folder);
        terminal.out().flush();
        stopped.await();
        interrupts.stoppedWell();
      } finally {
        interrupts.done();
      }
      return Cli.DONE;
    }
  }
}
