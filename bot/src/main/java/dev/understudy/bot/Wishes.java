package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people who may ask for it asked for in one turn, all together.
 *
 * @param stage stage the commit again
 * @param only again only these artifacts; empty means all
 * @param anew take away first what is there
 * @param clean take the stage away
 * @param cancelledBy who asked to stop, or null
 * @param keep keep the stage for so long from now, or null
 * @param retest run the team's tests again
 * @param allow the beginning of a fork's commit that may be staged, or null
 */
record Wishes(
    boolean stage,
    List<Identifier> only,
    boolean anew,
    boolean clean,
    @Nullable String cancelledBy,
    @Nullable Duration keep,
    boolean retest,
    @Nullable String allow) {
  /** Nobody asked for anything. */
  static final Wishes NONE = new Wishes(false, List.of(), false, false, null, null, false, null);

  Wishes {
    only = List.copyOf(only);
  }

  /** Whether the commit is to be staged, be it once more or for the first time. */
  boolean asked() {
    return stage || allow != null;
  }

  /** What is asked later wins over what contradicts it. */
  Wishes staging() {
    return staging(List.of(), false);
  }

  Wishes staging(List<Identifier> some, boolean afresh) {
    return new Wishes(true, some, afresh, false, null, keep, retest, allow);
  }

  Wishes cleaning() {
    return new Wishes(false, List.of(), false, true, cancelledBy, null, false, allow);
  }

  Wishes cancelling(String by) {
    return new Wishes(false, List.of(), false, clean, by, keep, false, allow);
  }

  Wishes pushed() {
    return new Wishes(stage, only, anew, false, null, keep, retest, allow);
  }

  Wishes keeping(Duration time) {
    return new Wishes(stage, only, anew, clean, cancelledBy, time, retest, allow);
  }

  Wishes retesting() {
    return new Wishes(stage, only, anew, clean, cancelledBy, keep, true, allow);
  }

  Wishes allowing(String sha) {
    return new Wishes(stage, only, anew, clean, cancelledBy, keep, retest, sha);
  }
}
