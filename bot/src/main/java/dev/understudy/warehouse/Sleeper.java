package dev.understudy.warehouse;

import java.time.Duration;

/** Waits; tests hand in one that only advances a clock. */
@FunctionalInterface
public interface Sleeper {
  /** Really waits. */
  Sleeper REAL = Thread::sleep;

  /** Waits so long. */
  void sleep(Duration duration) throws InterruptedException;
}
