package dev.understudy.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C asks a command to stop and waits until it has said what it leaves behind. */
final class Interrupts {
  /** For what ends within seconds. */
  static final Duration USUAL = Duration.ofSeconds(20);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private volatile boolean well;

  private Interrupts(Runnable stop, Duration longest) {
    this.hook =
        new Thread(
            () -> {
              stop.run();
              if (await(longest) && well) {
                Runtime.getRuntime().halt(Cli.DONE);
              }
            },
            "ctrl-c");
  }

  /**
   * Begins to listen.
   *
   * @param stop asks the command to stop
   * @param longest how long it may take to end
   */
  static Interrupts onCtrlC(Runnable stop, Duration longest) {
    Interrupts interrupts = new Interrupts(stop, longest);
    Runtime.getRuntime().addShutdownHook(interrupts.hook);
    return interrupts;
  }

  private boolean await(Duration longest) {
    try {
      if (ended.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      System.err.println("understudy: stopped before the running calls had ended");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /**
   * A server was asked to stop and all that it held is closed: the process ends with 0, which is
   * what systemd and Kubernetes take for a clean stop, and not with the JVM's 130 or 143.
   */
  void stoppedWell() {
    well = true;
  }

  /** The command has ended, by itself or because it was asked to. */
  void done() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the shutdown is under way: the hook is what runs
    }
  }
}
