package dev.understudy.forge.github;

import dev.understudy.failure.Problem;
import java.time.Duration;

/**
 * How often one installation may write.
 *
 * @param perMinute at most so many in any minute; 0 for no limit
 * @param perHour at most so many in any hour; 0 for no limit
 * @param spacing how far apart writes are once a first burst is spent: the burst is what {@code
 *     perMinute} leaves
 * @see <a
 *     href="https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api">Rate
 *     limits for the REST API</a>: 80 content-generating requests a minute, 500 an hour
 * @see <a
 *     href="https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api">Best
 *     practices</a>: in a row, and a second apart where there are many
 */
public record WriteLimits(int perMinute, int perHour, Duration spacing) {
  public WriteLimits {
    if (perMinute < 0 || perHour < 0 || spacing.isNegative()) {
      throw Problem.usage("GitHub's limits of writes must not be less than nothing");
    }
  }

  /** GitHub's numbers. */
  public static final WriteLimits PUBLISHED = new WriteLimits(80, 500, Duration.ofSeconds(1));

  /** None: for a GitHub that is a stand-in. */
  public static final WriteLimits NONE = new WriteLimits(0, 0, Duration.ZERO);
}
