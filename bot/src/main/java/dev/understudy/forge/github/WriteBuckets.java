package dev.understudy.forge.github;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Where it is counted how much each account wrote. */
@FunctionalInterface
public interface WriteBuckets {
  /**
   * An account's bucket; the same name is the same bucket. Taking from it throws bucket4j's {@code
   * BucketExecutionException} where the count cannot be read.
   */
  Bucket of(String account, BucketConfiguration limits);

  /** Counted in this process alone. */
  static WriteBuckets local(InstantSource clock) {
    return (_, limits) -> {
      LocalBucketBuilder builder = Bucket.builder().withCustomTimePrecision(meter(clock));
      for (Bandwidth limit : limits.getBandwidths()) {
        builder.addLimit(limit);
      }
      return builder.build();
    };
  }

  /** A clock as bucket4j wants it. */
  static TimeMeter meter(InstantSource clock) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
      }

      @Override
      public boolean isWallClockBased() {
        return true;
      }
    };
  }
}
