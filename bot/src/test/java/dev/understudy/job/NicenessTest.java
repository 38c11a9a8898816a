package dev.understudy.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A turn gives way to the receiver. */
@EnabledOnOs(OS.LINUX)
class NicenessTest {
  /** The niceness of the thread that asks: proc(5), the 17th field after the name. */
  private static int niceness() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTurnAndTheThreadsThatItStartsGiveWayAndNobodyElse() {
    List<Integer> turn = new ArrayList<>();
    int before = niceness();
    run(
        Niceness.givingWay(
            () -> {
              turn.add(niceness());
              run(() -> turn.add(niceness()));
            }));
    int given = Math.min(19, before + Niceness.STEPS);
    assertThat(turn).containsExactly(given, given);
    assertThat(niceness()).isEqualTo(before).isLessThan(given);
  }
}
