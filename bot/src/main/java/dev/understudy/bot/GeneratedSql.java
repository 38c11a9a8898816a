package dev.understudy.bot;

import dev.understudy.failure.Problem;
import org.jspecify.annotations.Nullable;

/** What a pull request's commit is rehearsed from, where something generates its SQL. */
sealed interface GeneratedSql {
  /** Nothing generates it: it lies in the commit itself. */
  record None() implements GeneratedSql {}

  /** It was generated, and is here. */
  record Ready(Standing.Generated what) implements GeneratedSql {}

  /**
   * It is not generated yet.
   *
   * @param workflow what is waited for
   * @param message how that stands, in a few words
   */
  record Waiting(Standing.Generated what, String workflow, String message)
      implements GeneratedSql {}

  /**
   * It was not generated, or cannot be had.
   *
   * @param workflow what it came from, or should have
   */
  record Failed(Standing.@Nullable Generated what, String workflow, Problem why)
      implements GeneratedSql {}
}
