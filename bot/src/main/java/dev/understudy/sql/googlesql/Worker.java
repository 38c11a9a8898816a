package dev.understudy.sql.googlesql;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.understudy.failure.Unavailable;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One child process, used by one thread at a time. It dies by deadline, by memory or by itself. */
final class Worker {
  /** What analyses makes room for what answers; POSIX has it, and without it nothing is lost. */
  private static final Path NICE = Path.of("/usr/bin/nice");

  private final Process process;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final WorkerLimits limits;
  private volatile @Nullable String killed;
  private volatile long restingSince = System.nanoTime();

  /** Thrown where the child died over a request; the message says of what. */
  static final class Died extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean crash;

    Died(String why, boolean crash) {
      super(why);
      this.crash = crash;
    }

    /** Whether it died by itself, so that a second try may answer. */
    boolean isCrash() {
      return crash;
    }
  }

  Worker(WorkerLimits limits) {
    this.limits = limits;
    try {
      process =
          new ProcessBuilder(command(limits))
              .redirectError(
                  System.getenv("UNDERSTUDY_DEBUG") == null
                      ? ProcessBuilder.Redirect.DISCARD
                      : ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new Unavailable("the GoogleSQL worker cannot be started: " + e.getMessage(), e);
    }
    in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
  }

  static List<String> command(WorkerLimits limits) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "10"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx" + limits.heapMegabytes() + "m",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    for (String option : System.getProperty("understudy.worker.options", "").split(" ")) {
      if (!option.isBlank()) {
        command.add(option);
      }
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
    return command;
  }

  <T> T ask(WorkerRequest request, TypeReference<T> type, ScheduledExecutorService watch)
      throws Died {
    Duration patience = limits.deadline().multipliedBy(WorkerLimits.PATIENCE);
    ScheduledFuture<?> clock =
        watch.schedule(
            () -> kill("it took longer than " + patience.toSeconds() + " s"),
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
    Duration most = processorTime().plus(limits.deadline());
    ScheduledFuture<?> scale =
        watch.scheduleWithFixedDelay(() -> weigh(most), 250, 250, TimeUnit.MILLISECONDS);
    try {
      Wire.send(out, request);
      return Wire.receive(in, type);
    } catch (IOException e) {
      String why = killed;
      close();
      throw new Died(why == null ? "it crashed" : why, why == null);
    } finally {
      clock.cancel(false);
      scale.cancel(false);
    }
  }

  /** Resident memory counts: the native library's is not on the heap. */
  private void weigh(Duration most) {
    if (processorTime().compareTo(most) > 0) {
      kill("it needed more than " + limits.deadline().toSeconds() + " s of processor time");
    }
    long megabytes = residentMegabytes();
    if (megabytes > limits.residentMegabytes()) {
      kill("it needed more than " + limits.residentMegabytes() + " MB of memory");
    }
  }

  private Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private long residentMegabytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException _) {
      // no such file on other systems: the heap limit and the deadline remain
    }
    return 0;
  }

  /** Ends the process for a reason that a request in it is answered with. */
  synchronized void kill(String why) {
    if (killed == null) {
      killed = why;
      process.destroyForcibly();
    }
  }

  /** Its rest begins now. */
  void rest() {
    restingSince = System.nanoTime();
  }

  boolean hasRested(Duration rest) {
    return System.nanoTime() - restingSince >= rest.toNanos();
  }

  boolean isAlive() {
    return killed == null && process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Lets it end by itself, as it does when its input ends. */
  void end() {
    try {
      out.close();
      if (!process.waitFor(limits.deadline().toSeconds(), TimeUnit.SECONDS)) {
        close();
      }
    } catch (IOException e) {
      close();
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
    }
  }

  void close() {
    process.destroyForcibly();
  }
}
