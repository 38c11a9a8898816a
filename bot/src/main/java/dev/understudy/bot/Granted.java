package dev.understudy.bot;

import dev.understudy.failure.Problem;
import dev.understudy.job.Turn;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked of the forge under a turn's lease, and what a permission that nobody granted must
 * not hold up: the rest goes on without it.
 */
final class Granted {
  private static final Logger LOG = LoggerFactory.getLogger(Granted.class);

  private Granted() {}

  /**
   * Asks the forge for something; empty where it does not allow it, which is logged. The lease is
   * looked at right before.
   *
   * @throws Problem where it is refused for what was asked, and not for who asked
   */
  static <T> Optional<T> of(Turn turn, Supplier<T> call) {
    turn.safePoint(_ -> false);
    try {
      return Optional.of(call.get());
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.USAGE) {
        throw problem;
      }
      LOG.warn("{}: {}", turn.lane(), problem.getMessage());
      return Optional.empty();
    }
  }

  /** The same for what has no answer. */
  static void run(Turn turn, Runnable call) {
    of(
        turn,
        () -> {
          call.run();
          return true;
        });
  }
}
