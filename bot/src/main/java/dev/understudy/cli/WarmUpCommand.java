package dev.understudy.cli;

import dev.understudy.sql.googlesql.GoogleSql;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the build runs once to train the start-up caches: everything that commands load. */
@Command(name = "warm-up", hidden = true, description = "Trains the start-up caches.")
final class WarmUpCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "PART", description = "program or worker")
  private String part = "program";

  WarmUpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (part.equals("worker")) {
      try (GoogleSql sql = new GoogleSql(1, GoogleSql.TRAINING)) {
        sql.train();
      }
      return Cli.DONE;
    }
    return Cli.commandLine(terminal).execute("demo");
  }
}
