package dev.understudy.cli;

import dev.understudy.config.Settings;
import java.io.Console;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;

/**
 * Where a command prints and what it knows of the world.
 *
 * @param out for results
 * @param err for progress and complaints
 */
record Terminal(
    PrintWriter out, PrintWriter err, Map<String, String> environment, InstantSource clock) {
  /** Whether a person looks on. */
  @SuppressWarnings("SystemConsoleNull") // the specification still allows null
  boolean isInteractive() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  Settings settings() {
    return Settings.of(environment);
  }
}
