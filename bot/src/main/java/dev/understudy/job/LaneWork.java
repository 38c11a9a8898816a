package dev.understudy.job;

/**
 * What is done when a lane's turn comes. It may be done again after a crash anywhere in it, and is
 * never done by two workers at once as long as it calls {@link Turn#safePoint} before each effect
 * outside the database.
 *
 * <p>{@link dev.understudy.failure.Unavailable} puts the turn off; any other exception is a failure
 * of the turn, and {@link dev.understudy.store.Lanes#FAILURES} of them in a row make the lane a
 * dead letter.
 */
public interface LaneWork {
  /** Does what waits, and says so of each row with {@link dev.understudy.store.Inbox#handled}. */
  void turn(Turn turn);

  /**
   * Tells those who wait that they were heard while every worker is busy; under a lease, and to be
   * done soon. The turn comes later.
   */
  void greet(Turn turn);

  /**
   * Tells those who wait that the lane is given up until somebody asks again; under a lease, like a
   * turn.
   *
   * @param error the last failure's sentence
   */
  void dead(Turn turn, String error);
}
