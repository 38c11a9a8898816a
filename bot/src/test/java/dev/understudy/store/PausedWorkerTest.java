package dev.understudy.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequestId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A process that is stopped past its lease, and woken, changes nothing any more. */
class PausedWorkerTest {
  private static final PullRequestId LANE = Store.lane("shop", 7);

  @Test
  void aProcessThatWasStoppedPastItsLeaseIsRefused() throws Exception {
    try (Store store = new Store(Engine.POSTGRESQL)) {
      store.event(LANE);
      Process slow = slow(store.settings);
      try (BufferedReader lines = slow.inputReader()) {
        assertThat(lines.readLine()).isEqualTo("claimed");
        signal("-STOP", slow);
        Store.await(() -> store.lanes.claim("quick", Store.LONG).isPresent());
        PullState before = store.states.find(LANE).orElseThrow();
        signal("-CONT", slow);
        assertThat(lines.readLine()).isEqualTo("the lease 1 of acme/shop#7 is over");
        assertThat(store.states.find(LANE)).contains(before);
        assertThat(store.lanes.find(LANE).orElseThrow().worker()).isEqualTo("quick");
      } finally {
        slow.destroyForcibly().waitFor();
      }
    }
  }

  private static void signal(String signal, Process process)
      throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", signal, "" + process.pid()).start().waitFor();
    assertThat(exit).isZero();
  }

  private static Process slow(DatabaseSettings settings) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            Slow.class.getName(),
            settings.url(),
            settings.user(),
            settings.password())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The process that is stopped: it writes until it is refused. */
  static final class Slow {
    private Slow() {}

    public static void main(String[] arguments) {
      try (Store store =
          new Store(new DatabaseSettings(arguments[0], arguments[1], arguments[2]))) {
        Lease lease = store.lanes.claim("slow", Duration.ofSeconds(1)).orElseThrow();
        write(store, lease, 0);
        System.out.println("claimed");
        for (int i = 1; ; i++) {
          try {
            store.lanes.renew(lease, Duration.ofSeconds(1));
            write(store, lease, i);
          } catch (Unavailable _) {
            // stopped in the middle of a transaction, which PostgreSQL ended
          }
        }
      } catch (LeaseLost e) {
        System.out.println(e.getMessage());
      }
    }

    private static void write(Store store, Lease lease, int i) {
      store.states.save(lease, new PullState(LANE, "write " + i, null, null, null, null, "{}"));
    }
  }
}
