package dev.understudy.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C asks a command to stop and waits until it has said what it leaves behind. */
final class Interrupts {
  private static final long LONGEST_SECONDS = 20;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private Interrupts(Runnable stop) {
    this.hook =
        new Thread(
            () -> {
              stop.run();
              await();
            },
            "ctrl-c");
  }

  static Interrupts onCtrlC(Runnable stop) {
    Interrupts interrupts = new Interrupts(stop);
    Runtime.getRuntime().addShutdownHook(interrupts.hook);
    return interrupts;
  }

  private void await() {
    try {
      if (!ended.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("understudy: stopped before the running calls had ended");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
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
