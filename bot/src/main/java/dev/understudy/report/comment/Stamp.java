package dev.understudy.report.comment;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which run wrote a report, and when.
 *
 * @param run the run's id
 * @param sequence grows with each report about a pull request, so that an older one never
 *     overwrites a newer one
 * @param took how long the run took, or null while it runs
 * @param expires when the stage goes by itself, or null where there is none
 */
public record Stamp(
    String run,
    long sequence,
    Instant updated,
    @Nullable Duration took,
    @Nullable Instant expires) {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A time as people read it, to the minute. */
  public static String time(Instant instant) {
    return MINUTE.format(instant);
  }

  /** The same without what differs between two writings of one report. */
  Stamp timeless() {
    return new Stamp(run, 0, Instant.EPOCH, null, expires);
  }
}
