package dev.understudy.cli;

import dev.understudy.config.Nearest;
import dev.understudy.config.Settings;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.report.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where a failure becomes a sentence and an exit code. */
final class Failures {
  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Says it on the error stream, and where JSON was asked for as JSON too.
   *
   * @param command which failed
   * @return the exit code
   */
  int say(Exception e, CommandLine command) {
    return switch (e) {
      case Problem problem -> {
        say(problem.location(), problem.getMessage());
        report(command, problem.location(), problem.getMessage());
        yield problem.kind() == Problem.Kind.USAGE ? Cli.USAGE : Cli.CHANGE;
      }
      case Unavailable unavailable -> {
        say(Location.NONE, unavailable.getMessage());
        report(command, Location.NONE, unavailable.getMessage());
        yield Cli.UNAVAILABLE;
      }
      default -> bug(e);
    };
  }

  /** As picocli says it, but a command is only suggested where it is near what was written. */
  int say(ParameterException e) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = terminal.err();
    err.println(line.getColorScheme().errorText(String.valueOf(e.getMessage())));
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      Nearest.likely(unmatched.getUnmatched().getFirst(), unmatched.getSuggestions())
          .ifPresentOrElse(
              near -> {
                String command = line.getCommandSpec().qualifiedName() + " " + near;
                err.println("Did you mean: " + command + "?");
              },
              () -> line.usage(err));
    } else if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      line.usage(err);
    }
    err.flush();
    return Cli.USAGE;
  }

  private void report(CommandLine command, Location location, @Nullable String message) {
    OptionSpec format = command.getCommandSpec().findOption("--format");
    Object asked = format == null ? null : format.getValue();
    if ("JSON".equals(String.valueOf(asked))) {
      terminal.out().print(Json.text(Json.failure(location, String.valueOf(message))));
      terminal.out().flush();
    }
  }

  private void say(Location location, @Nullable String message) {
    String place = location.toString();
    terminal.err().println("understudy: " + (place.isEmpty() ? "" : place + ": ") + message);
    terminal.err().flush();
  }

  private int bug(Exception e) {
    if (terminal.environment().containsKey("UNDERSTUDY_DEBUG")) {
      e.printStackTrace(terminal.err());
    }
    String where;
    try {
      Path folder = Files.createDirectories(Settings.of(terminal.environment()).stateFolder());
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
    return Cli.BUG;
  }
}
