package dev.understudy.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Kills a process that accepts deliveries ({@code kill -9}) at random times, on one database, and
 * looks whether every acknowledged delivery is still there and wakes its lane.
 *
 * <p>For a hundred kills on each database:
 *
 * <pre>
 * mvn -q -pl bot test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test \\
 * -Dexec.args="-cp %classpath dev.understudy.store.KillCampaign 100"
 * </pre>
 */
public final class KillCampaign {
  private final DatabaseSettings settings;
  private final Random random;
  private final Set<String> acknowledged = new HashSet<>();
  private int kills;

  KillCampaign(Engine engine, long seed) {
    this.settings = engine.fresh();
    this.random = new Random(seed);
  }

  /**
   * Runs the campaign and prints one line for each database.
   *
   * @param arguments how many kills, and the seed
   */
  public static void main(String[] arguments) throws Exception {
    int kills = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    boolean lost = false;
    for (Engine engine : Engine.values()) {
      KillCampaign campaign = new KillCampaign(engine, seed);
      for (int kill = 0; kill < kills; kill++) {
        campaign.kill();
      }
      lost |= !campaign.lost().isEmpty();
      System.out.printf(
          "%s: %d kills, %d acknowledged, %d lost%n",
          engine, kills, campaign.acknowledged(), campaign.lost().size());
    }
    System.exit(lost ? 1 : 0);
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /** Starts a receiver, and kills it up to half a second after its first acknowledgement. */
  void kill() throws IOException, InterruptedException {
    Process receiver = receiver();
    try (BufferedReader lines = receiver.inputReader()) {
      String first = lines.readLine();
      Thread killer =
          Thread.ofVirtual()
              .start(() -> killAfter(receiver, Duration.ofMillis(random.nextInt(1, 500))));
      for (String line = first; line != null; line = lines.readLine()) {
        if (line.endsWith(".")) {
          acknowledged.add(line.substring(0, line.length() - 1));
        }
      }
      killer.join();
    }
    receiver.waitFor();
    kills++;
  }

  private static void killAfter(Process process, Duration delay) {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      process.toHandle().destroyForcibly();
    }
  }

  private Process receiver() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            Receiver.class.getName(),
            settings.url(),
            settings.user(),
            settings.password(),
            "k" + kills + "-")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** What was acknowledged and is not waiting, or waits in a lane that nobody would look at. */
  List<String> lost() {
    try (Store store = new Store(settings)) {
      Set<String> found = new HashSet<>();
      for (LaneRow lane : store.lanes.list()) {
        List<InboxRow> rows = store.inbox.waiting(lane.lane());
        if (lane.dueAt() != null) {
          rows.forEach(row -> found.add(row.deliveryId()));
        }
      }
      List<String> lost = new ArrayList<>(acknowledged);
      lost.removeAll(found);
      return lost;
    }
  }

  /** The process that is killed: it prints a delivery's id once it is accepted. */
  static final class Receiver {
    private Receiver() {}

    public static void main(String[] arguments) {
      DatabaseSettings settings = new DatabaseSettings(arguments[0], arguments[1], arguments[2]);
      PrintStream acknowledgements = System.out;
      Inbox inbox = new Inbox(Database.open(settings));
      for (int sender = 0; sender < 4; sender++) {
        String prefix = arguments[3] + sender + "-";
        Thread.ofPlatform().start(() -> send(inbox, prefix, acknowledgements));
      }
    }

    private static void send(Inbox inbox, String prefix, PrintStream acknowledgements) {
      String payload = "{\"version\":1,\"filler\":\"" + "x".repeat(500) + "\"}";
      for (int i = 0; ; i++) {
        String id = prefix + i;
        Delivery delivery =
            new Delivery(
                "github",
                id,
                "content of " + id,
                Store.lane("shop", i % 7),
                "push",
                payload,
                false);
        if (inbox.accept(delivery) == Receipt.ACCEPTED) {
          acknowledgements.print(id + ".\n");
          acknowledgements.flush();
        }
      }
    }
  }
}
