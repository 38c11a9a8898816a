package dev.understudy.cli;

import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Delivery;
import dev.understudy.sandbox.OpenApiConformance;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.store.DatabaseSettings;
import dev.understudy.store.Engine;
import dev.understudy.store.InboxRow;
import dev.understudy.store.LaneRow;
import dev.understudy.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills the whole bot ({@code kill -9}) in the middle of its work, several times in a row, and
 * looks whether everything is as it should be once it is left alone. GitHub and BigQuery live on in
 * this process. A kill comes when GitHub has performed the n-th request and not yet answered it, or
 * at any time, in a start too, but not in the very first. After each kill the leases end and the
 * chores are due, as if time had passed.
 *
 * <p>For a hundred seeds on a database, from the first one on:
 *
 * <pre>
 * java -cp $CP dev.understudy.cli.KillBotCampaign 100 1 H2 IN_COMMITS ./understudy
 * </pre>
 */
public final class KillBotCampaign {
  private static final List<String> FOREIGN =
      List.of("d_p_pr1_0123456789ab", "raw_p_pr2_0123456789ab", "somebody_elses");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** For turns that find nothing left to do; what still waits at the end counts as forgotten. */
  private static final long LAST_TURNS_MILLIS = 2_000;

  private final ServedWorld world;
  private final List<String> command;
  private final DatabaseSettings database;
  private final Random random;
  private final Model model = new Model();
  private final List<PullRequestId> pulls = new ArrayList<>();
  private final int port = ServedWorld.freePort();
  private volatile Trap trap = new Trap(-1);
  private int kills;

  /** Where the SQL of a pull request is. */
  enum Sql {
    /** In its commits. */
    IN_COMMITS,
    /** Made from them by a workflow, which tells the bot, or cannot because it is dead. */
    GENERATED
  }

  /** What springs at a number of requests. */
  private static final class Trap {
    private final CountDownLatch left;

    Trap(int requests) {
      this.left = new CountDownLatch(Math.max(0, requests));
    }
  }

  /**
   * How one seed ended.
   *
   * @param acknowledged how many deliveries were
   * @param wrong what is not as it should be, in words
   */
  record Ending(int kills, int acknowledged, List<String> wrong) {}

  private KillBotCampaign(
      Path folder, GoogleSql sql, List<String> command, Engine engine, Sql where, long seed)
      throws IOException {
    this.command = command;
    this.database = engine.fresh();
    this.world =
        new ServedWorld(
            folder, sql, database, where == Sql.GENERATED ? new CircleGenerator() : null);
    this.random = new Random(seed);
  }

  /**
   * Runs the campaign, prints a line for each seed and a sum.
   *
   * @param arguments how many seeds, the first one, a database, where the SQL is, and the command
   *     to which {@code serve} is added; without it the bot starts from this class path, which
   *     takes longer
   */
  public static void main(String[] arguments) throws Exception {
    int seeds = Integer.parseInt(arguments[0]);
    long first = Long.parseLong(arguments[1]);
    Engine engine = Engine.valueOf(arguments[2]);
    Sql where = Sql.valueOf(arguments[3]);
    List<String> command = List.of(arguments).subList(4, arguments.length);
    try (GoogleSql sql = GoogleSql.start()) {
      all(sql, command, engine, where, first, seeds);
    }
    System.exit(0);
  }

  private static void all(
      GoogleSql sql, List<String> command, Engine engine, Sql where, long first, int seeds)
      throws Exception {
    int good = 0;
    int kills = 0;
    int acknowledged = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      Ending ending = of(sql, command, engine, where, seed);
      good += ending.wrong().isEmpty() ? 1 : 0;
      kills += ending.kills();
      acknowledged += ending.acknowledged();
      System.out.printf("%s seed %d: %s%n", engine, seed, ending);
      System.out.printf(
          "%s so far: %d of %d seeds as it should be, %d kills, %d acknowledged%n",
          engine, good, seed - first + 1, kills, acknowledged);
    }
  }

  /** Runs one seed. */
  static Ending of(GoogleSql sql, List<String> command, Engine engine, Sql where, long seed)
      throws Exception {
    Path folder = Files.createTempDirectory("understudy-kill-");
    KillBotCampaign campaign = new KillBotCampaign(folder, sql, command, engine, where, seed);
    try (ServedWorld _ = campaign.world) {
      return campaign.run();
    }
  }

  private Process serve() throws IOException {
    return command.isEmpty() ? world.serve(port) : world.serve(port, command);
  }

  private Ending run() throws IOException, InterruptedException {
    for (String dataset : FOREIGN) {
      Rest.post(
          datasets(), "{\"datasetReference\":{\"datasetId\":\"" + dataset + "\"},\"labels\":{}}");
    }
    OpenApiConformance conformance = OpenApiConformance.of(world.github());
    world.github().onExchange(_ -> trap.left.countDown());
    world.github().sendWebhooksTo(ServedWorld.webhooks(port));
    int rounds = random.nextInt(2, 5);
    for (int round = 0; round < rounds; round++) {
      kill(round == 0);
      timePasses();
    }
    Process last = serve();
    ServedWorld.ready(last);
    actAndGenerate();
    List<String> wrong = new ArrayList<>(settled());
    end(last);
    wrong.addAll(forgotten());
    wrong.addAll(conformance.complaints());
    return new Ending(kills, acknowledged().size(), wrong);
  }

  private void kill(boolean first) throws IOException, InterruptedException {
    Process node = serve();
    List<ProcessHandle> children = List.of();
    if (!first && random.nextInt(4) == 0) {
      node.waitFor(random.nextInt(2_000), TimeUnit.MILLISECONDS);
    } else {
      ServedWorld.ready(node);
      children = node.descendants().toList();
      boolean byRequests = random.nextBoolean();
      Trap set = new Trap(byRequests ? random.nextInt(1, 30) : 1_000);
      trap = set;
      Thread actor = Thread.ofPlatform().start(this::actAndGenerate);
      boolean sprung =
          set.left.await(byRequests ? 4_000 : random.nextInt(2_500), TimeUnit.MILLISECONDS);
      node.destroyForcibly().waitFor();
      actor.join();
      kills += sprung || node.exitValue() != 0 ? 1 : 0;
    }
    node.destroyForcibly().waitFor();
    for (ProcessHandle child : children) {
      child.destroyForcibly();
    }
  }

  private void actAndGenerate() {
    Optional<PullRequestId> changed = act();
    try {
      if (changed.isPresent()) {
        world.generate(changed.get(), port);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something that people do; returns the pull request that has another commit now. */
  private Optional<PullRequestId> act() {
    if (!pulls.isEmpty() && random.nextInt(3) == 0) {
      command(pulls.get(random.nextInt(pulls.size())));
    }
    int dice = random.nextInt(6);
    if (pulls.isEmpty() || dice == 0 || dice == 1) {
      PullRequestId pull = world.open();
      pulls.add(pull);
      model.open(pull, world.head(pull));
      return Optional.of(pull);
    }
    PullRequestId pull = pulls.get(random.nextInt(pulls.size()));
    boolean open = model.open().containsKey(pull);
    if (open && dice == 2) {
      world.github().as("ada").close(pull);
      model.closed(pull);
      return Optional.empty();
    }
    if (open) {
      world.push(pull);
    } else {
      world.github().as("ada").reopen(pull);
    }
    model.open(pull, world.head(pull));
    return open ? Optional.of(pull) : Optional.empty();
  }

  /** Eve may not, Ada may; neither changes what there should be in the end. */
  private void command(PullRequestId pull) {
    if (random.nextBoolean()) {
      model.refused(pull, world.github().as("eve").comment(pull, "/clean-stage"));
    } else {
      model.asked(pull, world.github().as("ada").comment(pull, "/redeploy-stage"));
    }
  }

  private void timePasses() {
    try (Store store = new Store(database)) {
      store.run(
          "UPDATE lane SET lease_until = CURRENT_TIMESTAMP WHERE lease_until IS NOT NULL",
          "UPDATE lane SET due_at = CURRENT_TIMESTAMP WHERE attempts > 0",
          "UPDATE lane SET due_at = CURRENT_TIMESTAMP WHERE timer_at < CURRENT_TIMESTAMP"
              + " + INTERVAL '1' HOUR",
          "UPDATE scheduled_tasks SET execution_time = CURRENT_TIMESTAMP, picked = FALSE,"
              + " picked_by = NULL, last_heartbeat = NULL");
    }
  }

  /** Waits until all is well and no lane has anything to do, and returns what is not well. */
  private List<String> settled() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> wrong = differences();
    while (!(wrong.isEmpty() && idle()) && System.nanoTime() < end) {
      Thread.sleep(200);
      wrong = differences();
    }
    Thread.sleep(LAST_TURNS_MILLIS);
    return differences();
  }

  private boolean idle() throws IOException, InterruptedException {
    String metrics = Rest.get("http://127.0.0.1:" + port + "/prometheus");
    return Stream.of("ready", "leased")
        .allMatch(state -> metrics.contains("understudy_lanes{state=\"" + state + "\"} 0.0"));
  }

  private List<String> differences() throws IOException {
    Set<String> datasets = new TreeSet<>();
    com.fasterxml.jackson.databind.JsonNode list =
        new com.fasterxml.jackson.databind.ObjectMapper().readTree(Rest.get(datasets()));
    list.path("datasets")
        .forEach(one -> datasets.add(one.path("datasetReference").path("datasetId").asText()));
    List<String> wrong = new ArrayList<>();
    for (String foreign : FOREIGN) {
      if (!datasets.remove(foreign)) {
        wrong.add("the foreign dataset " + foreign + " is gone");
      }
    }
    wrong.addAll(model.differences(world.github(), world.name(), datasets));
    return wrong;
  }

  private String datasets() {
    return world.bigQuery() + "/bigquery/v2/projects/understudy-stage/datasets";
  }

  private static void end(Process node) throws InterruptedException {
    node.destroy();
    if (!node.waitFor(40, TimeUnit.SECONDS)) {
      node.destroyForcibly().waitFor();
    }
  }

  private List<Delivery> acknowledged() {
    return world.github().deliveries().stream()
        .filter(d -> d.ok() && String.valueOf(d.answer()).contains("accepted"))
        .toList();
  }

  /** What was acknowledged and is not in the inbox, or waits there. */
  private List<String> forgotten() {
    List<String> wrong = new ArrayList<>();
    try (Store store = new Store(database)) {
      for (Delivery delivery : acknowledged()) {
        if (!store.inbox.knows("github", delivery.guid())) {
          wrong.add("the delivery " + delivery.guid() + " was acknowledged and is not there");
        }
      }
      for (LaneRow lane : store.lanes.list()) {
        for (InboxRow row : store.inbox.waiting(lane.lane())) {
          wrong.add(lane.lane() + " still waits for " + row.kind() + ": " + row.payload());
        }
      }
    }
    return wrong;
  }
}
