package dev.understudy.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.cli.ServedWorld;
import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Comment;
import dev.understudy.sandbox.Delivery;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.store.DatabaseSettings;
import dev.understudy.store.Engine;
import dev.understudy.store.LaneRow;
import dev.understudy.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Times the bot's receiver: 2,000 signed deliveries of 50 pull requests, 200 a second, while the
 * bot works on what they ask for, into one {@code understudy serve} on H2 and into two on one
 * PostgreSQL. Also how long a server takes from its start to its readiness, and the resident memory
 * of an idle one with its children. GitHub and BigQuery run in this process, on the same machine;
 * {@link Sender} in one of its own.
 *
 * <p>{@code java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp $CP
 * bot/src/bench/java/dev/understudy/bench/ReceiverBench.java}, from the repository's root; {@code
 * CP} as in bot/docs/campaigns.md.
 */
public final class ReceiverBench {
  private static final int DELIVERIES = 2_000;
  private static final int PULLS = 50;
  private static final int A_SECOND = 200;
  private static final String SENDER = "bot/src/bench/java/dev/understudy/bench/Sender.java";

  /** Before it is measured, twice: neither the sender nor a node that runs for a while is cold. */
  private static final int PINGS = 400;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> command;
  private final ServedWorld world;
  private final DatabaseSettings database;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Process> nodes = new ArrayList<>();
  private final List<PullRequestId> pulls = new ArrayList<>();

  private ReceiverBench(List<String> command, Path folder, GoogleSql sql, DatabaseSettings database)
      throws IOException {
    this.command = command;
    this.database = database;
    this.world = new ServedWorld(folder, sql, database);
  }

  /**
   * Runs it and prints what it measures.
   *
   * @param arguments the command to which {@code serve} is added; the launcher where there is none
   */
  public static void main(String[] arguments) throws Exception {
    List<String> command =
        arguments.length > 0
            ? List.of(arguments)
            : List.of(Path.of("understudy").toAbsolutePath().toString());
    System.out.println("load before: " + Files.readString(Path.of("/proc/loadavg")).strip());
    try (GoogleSql sql = GoogleSql.start()) {
      for (Engine engine : Engine.values()) {
        Path folder = Files.createTempDirectory("understudy-receiver-");
        ReceiverBench bench = new ReceiverBench(command, folder, sql, engine.fresh());
        try (ServedWorld _ = bench.world) {
          bench.run(engine, engine == Engine.H2 ? 1 : 2);
        }
      }
    }
    System.out.println("load after: " + Files.readString(Path.of("/proc/loadavg")).strip());
    System.exit(0);
  }

  private void run(Engine engine, int servers) throws Exception {
    for (int i = 0; i < servers; i++) {
      start(engine);
    }
    for (int i = 0; i < PULLS; i++) {
      pulls.add(world.open());
    }
    Path wanted = wanted();
    standInsGiveWay();
    System.out.printf(
        "%s, %d nodes: %s, load %s%n",
        engine, servers, sent(wanted), Files.readString(Path.of("/proc/loadavg")).substring(0, 4));
    drained(engine);
    for (Process node : nodes) {
      node.destroy();
      node.waitFor(60, TimeUnit.SECONDS);
    }
    count(engine);
  }

  private void start(Engine engine) throws IOException, InterruptedException {
    int port = ServedWorld.freePort();
    long begin = System.nanoTime();
    Process node = world.serve(port, command);
    ServedWorld.ready(node);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Thread.sleep(10_000);
    System.out.printf(
        "%s: ready after %.2f s; resident and idle after 10 s: %s%n",
        engine, seconds, memory(node));
    ports.add(port);
    nodes.add(node);
  }

  /** The resident set of a process and its children, in MB. */
  private static String memory(Process node) throws IOException {
    List<ProcessHandle> all = new ArrayList<>(node.descendants().toList());
    all.addFirst(node.toHandle());
    List<String> parts = new ArrayList<>();
    long sum = 0;
    for (ProcessHandle process : all) {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          long megabytes = Long.parseLong(line.replaceAll("\\D", "")) / 1024;
          parts.add(megabytes + " MB");
          sum += megabytes;
        }
      }
    }
    return sum + " MB (" + String.join(" + ", parts) + ")";
  }

  /** What GitHub says of each pull request's last push; where nothing listens nothing is sent. */
  private List<ObjectNode> templates() throws IOException {
    world.github().sendWebhooksTo(ServedWorld.webhooks(1));
    List<ObjectNode> all = new ArrayList<>();
    for (PullRequestId pull : pulls) {
      world.push(pull);
    }
    for (Delivery delivery : world.github().deliveries()) {
      if (delivery.event().equals("pull_request")) {
        all.add((ObjectNode) JSON.readTree(delivery.payload()));
      }
    }
    world.github().sendWebhooksTo(null);
    return all;
  }

  /** What the sender is to send, as a file. */
  private Path wanted() throws IOException {
    ObjectNode all = JSON.createObjectNode().put("pace", A_SECOND);
    ArrayNode pings = all.putArray("pings");
    for (int i = 0; i < PINGS; i++) {
      pings.add(request(i, "ping", "ping-" + i, "{\"zen\":\"\"}"));
    }
    List<ObjectNode> templates = templates();
    ArrayNode deliveries = all.putArray("deliveries");
    for (int i = 0; i < DELIVERIES; i++) {
      ObjectNode push = push(templates.get(i % templates.size()), i);
      String id = "bench-" + i + "-" + UUID.randomUUID();
      deliveries.add(request(i, "pull_request", id, push.toString()));
    }
    Path file = Files.createTempFile("deliveries", ".json");
    JSON.writeValue(file.toFile(), all);
    return file;
  }

  private ObjectNode request(int i, String event, String id, String payload) {
    String url = ServedWorld.webhooks(ports.get(i % ports.size())).toString();
    return JSON.createObjectNode()
        .put("url", url)
        .put("event", event)
        .put("id", id)
        .put("payload", payload);
  }

  /** A push of its own: another delivery with another content. */
  private static ObjectNode push(ObjectNode template, int i) {
    ObjectNode payload = template.deepCopy();
    payload.put("before", String.format("%040x", i));
    Instant updated = Instant.parse("2026-11-21T10:00:00Z").plusSeconds(i);
    ((ObjectNode) payload.path("pull_request")).put("updated_at", updated.toString());
    return payload;
  }

  /** What the sender says of it. */
  private static String sent(Path wanted) throws IOException, InterruptedException {
    Process sender =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xms3g",
                "-Xmn2500m",
                "-cp",
                System.getProperty("java.class.path"),
                SENDER,
                wanted.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (sender.waitFor() != 0) {
      throw new IOException("the sender failed");
    }
    Files.delete(wanted);
    return said.strip();
  }

  /**
   * Lets this process, which stands in for GitHub and BigQuery, in reality other machines, give way
   * to the nodes and the sender.
   */
  private static void standInsGiveWay() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("renice", "-n", "10", "-p"));
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        command.add(thread.getFileName().toString());
      }
    }
    new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
  }

  private void drained(Engine engine) throws InterruptedException {
    long begin = System.nanoTime();
    long left = pulls.size();
    while (left > 0 && System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(2)) {
      Thread.sleep(1_000);
      left =
          pulls.stream()
              .filter(
                  pull ->
                      world.github().checks(world.head(pull)).stream()
                          .noneMatch(check -> "success".equals(check.conclusion())))
              .count();
    }
    System.out.printf(
        "%s: %d of %d pull requests green %.0f s after the last delivery%n",
        engine, pulls.size() - left, pulls.size(), (System.nanoTime() - begin) / 1e9);
  }

  private void count(Engine engine) {
    long duplicates = 0;
    for (PullRequestId pull : pulls) {
      List<Comment> comments = world.github().comments(pull);
      duplicates += Math.max(0, comments.size() - 1);
    }
    int known = 0;
    int waiting = 0;
    try (Store store = new Store(database)) {
      for (LaneRow lane : store.lanes.list()) {
        waiting += store.inbox.waiting(lane.lane()).size();
      }
      known = store.count("SELECT COUNT(*) FROM inbox WHERE delivery_id LIKE 'bench-%'");
    }
    System.out.printf(
        "%s: %d of %d deliveries in the inbox, %d still wait, %d comments too many%n",
        engine, known, DELIVERIES, waiting, duplicates);
  }
}
