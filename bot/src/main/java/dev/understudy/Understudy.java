package dev.understudy;

import dev.understudy.cli.Cli;
import java.time.InstantSource;

/** The program. */
public final class Understudy {
  private Understudy() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new Cli(System.out, System.err, System.getenv(), InstantSource.system()).run(args));
  }
}
