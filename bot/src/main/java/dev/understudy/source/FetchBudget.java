package dev.understudy.source;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.jgit.lib.ProgressMonitor;

/** Stops a fetch that takes too long or fills the disk. */
final class FetchBudget implements ProgressMonitor {
  private static final Duration BETWEEN_WEIGHINGS = Duration.ofMillis(200);

  private final Path mirror;
  private final Mirrors.Limits limits;
  private final InstantSource clock;
  private final Instant end;
  private Instant weighed;
  private volatile boolean outOfTime;
  private volatile boolean outOfSpace;

  /** Thrown where a fetch may not go on. */
  static final class Spent extends IOException {
    private static final long serialVersionUID = 1L;
  }

  FetchBudget(Path mirror, Mirrors.Limits limits, InstantSource clock) {
    this.mirror = mirror;
    this.limits = limits;
    this.clock = clock;
    this.weighed = clock.instant();
    this.end = weighed.plus(limits.wallClock());
  }

  /** Refuses to go on where time or space is used up. */
  void check() throws Spent {
    weigh();
    if (isCancelled()) {
      throw new Spent();
    }
  }

  /** Asked for every object and every read, so the disk is looked at now and then only. */
  @Override
  public synchronized boolean isCancelled() {
    Instant now = clock.instant();
    outOfTime = outOfTime || now.isAfter(end);
    if (Duration.between(weighed, now).compareTo(BETWEEN_WEIGHINGS) >= 0) {
      weighed = now;
      weigh();
    }
    return outOfTime || outOfSpace;
  }

  private void weigh() {
    outOfSpace = outOfSpace || bytes() > limits.bytes();
  }

  private long bytes() {
    long[] sum = new long[1];
    try {
      Files.walkFileTree(
          mirror,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              sum[0] += attributes.size();
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException _) {
      // a folder that vanished meanwhile takes no room
    }
    return sum[0];
  }

  boolean isOutOfTime() {
    return outOfTime;
  }

  String time() {
    return limits.wallClock().toSeconds() + " s";
  }

  String space() {
    return (limits.bytes() >> 20) + " MB";
  }

  @Override
  public void start(int totalTasks) {}

  @Override
  public void beginTask(String title, int totalWork) {}

  @Override
  public void update(int completed) {}

  @Override
  public void endTask() {}

  @Override
  public void showDuration(boolean enabled) {}
}
