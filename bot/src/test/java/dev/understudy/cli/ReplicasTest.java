package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.OpenApiConformance;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import dev.understudy.store.DatabaseSettings;
import dev.understudy.store.Engine;
import dev.understudy.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole bots, each a process of its own with a disk of its own, on one PostgreSQL. */
class ReplicasTest {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  private final DatabaseSettings database = Engine.POSTGRESQL.fresh();
  private final Model model = new Model();

  @SuppressWarnings("NullAway.Init")
  private ServedWorld world;

  @SuppressWarnings("NullAway.Init")
  private OpenApiConformance conformance;

  private final int[] ports = {ServedWorld.freePort(), ServedWorld.freePort()};
  private final Process[] nodes = new Process[2];

  @BeforeEach
  void start() throws IOException {
    world = new ServedWorld(folder, SharedGoogleSql.SQL, database);
    conformance = OpenApiConformance.of(world.github());
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = world.serve(ports[i]);
    }
    for (Process node : nodes) {
      assertThat(ServedWorld.ready(node)).isTrue();
    }
  }

  @AfterEach
  void stop() {
    world.close();
    conformance.close();
  }

  private PullRequestId opened() {
    PullRequestId pull = world.open();
    model.open(pull, world.head(pull));
    return pull;
  }

  /** Opens pull requests until a node has asked GitHub for so much about them. */
  private void atWork(int requests) throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(requests);
    world.github().onExchange(_ -> asked.countDown());
    for (int i = 0; i < 3; i++) {
      opened();
    }
    assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private Set<String> datasets() throws IOException, InterruptedException {
    Set<String> datasets = new TreeSet<>();
    JsonNode list =
        new ObjectMapper()
            .readTree(
                Rest.get(world.bigQuery() + "/bigquery/v2/projects/understudy-stage/datasets"));
    list.path("datasets")
        .forEach(one -> datasets.add(one.path("datasetReference").path("datasetId").asText()));
    return datasets;
  }

  private void endsAsItShould() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end
        && !model.differences(world.github(), world.name(), datasets()).isEmpty()) {
      Thread.sleep(100);
    }
    assertThat(model.differences(world.github(), world.name(), datasets())).isEmpty();
  }

  private Set<String> workers() {
    try (Store store = new Store(database)) {
      return store.lanes.list().stream()
          .flatMap(lane -> Stream.ofNullable(lane.worker()))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void oneIsStoppedTheOtherKilledAndWhoComesNextEndsWhatTheyBegan() throws Exception {
    world.github().sendWebhooksTo(ServedWorld.webhooks(ports[0]));
    atWork(10);
    // SIGTERM
    nodes[0].destroy();
    assertThat(nodes[0].waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(nodes[0].exitValue()).isZero();
    assertThat(workers()).as("none of the stopped node's").hasSizeLessThanOrEqualTo(1);
    world.github().sendWebhooksTo(ServedWorld.webhooks(ports[1]));
    atWork(20);
    nodes[1].destroyForcibly().waitFor();
    nodes[0] = world.serve(ports[0]);
    assertThat(ServedWorld.ready(nodes[0])).isTrue();
    world.github().sendWebhooksTo(ServedWorld.webhooks(ports[0]));
    try (Store store = new Store(database)) {
      store.run("UPDATE lane SET lease_until = CURRENT_TIMESTAMP WHERE lease_until IS NOT NULL");
    }
    PullRequestId pull = opened();
    world.push(pull);
    model.open(pull, world.head(pull));
    endsAsItShould();
  }
}
