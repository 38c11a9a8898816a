package dev.understudy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Member;
import dev.understudy.plan.SourceMap;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.StageLabels;
import dev.understudy.plan.Step;
import dev.understudy.plan.TableOptions;
import dev.understudy.report.Cleaned;
import dev.understudy.report.Outcome;
import dev.understudy.report.Progress;
import dev.understudy.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PlanRunnerTest {
  private static final StageDataset DATASET =
      new StageDataset(
          "stage",
          "d_abc",
          "US",
          StageLabels.of("main", "o/r", "abc", null, 7, Instant.ofEpochSecond(100)),
          Duration.ofHours(1),
          List.of());

  private final Memory memory = new Memory();

  @Test
  void dependentsOfAFailureAreSkippedNamingItAndTheRestGoesOn() {
    Outcome outcome = run(view("c", "b"), view("b", "a"), impossible("a"), view("other"));
    assertThat(outcome.results())
        .map(result -> result.id().name() + " " + result.state() + " " + result.message())
        .containsExactly(
            "c SKIPPED p.d.a failed",
            "b SKIPPED p.d.a failed",
            "a FAILED no schema is known",
            "other DEPLOYED null");
    assertThat(outcome.left()).containsExactly("stage.d_abc", "stage.d_abc.other");
    assertThat(outcome.complete()).isFalse();
  }

  @Test
  void eachMemberComesAfterWhatItDependsOn() {
    assertThat(run(view("c", "a", "b"), view("b", "a"), view("a")).complete()).isTrue();
    assertThat(memory.ran).containsExactly("a", "b", "c");
  }

  @Test
  void ofHundredsThatAreReadyOnlyAFewHaveAThread() {
    AtomicLong most = new AtomicLong();
    memory.onRun = () -> most.accumulateAndGet(threads(), Math::max);
    Member[] all = IntStream.range(0, 500).mapToObj(i -> view("v" + i)).toArray(Member[]::new);
    assertThat(run(all).complete()).isTrue();
    assertThat(most.get()).isBetween(1L, 8L);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("deploy-"))
        .count();
  }

  @Test
  void aCycleIsPrintedAndNothingIsDone() {
    assertThatThrownBy(() -> run(view("a", "b"), view("b", "a")))
        .isInstanceOf(Problem.class)
        .hasMessageEndingWith("in a cycle: p.d.a → p.d.b → p.d.a");
    assertThat(memory.datasets).isEmpty();
  }

  @Test
  void aDatasetThatCannotBeMadeIsSaidOnce() {
    memory.refuse = "d_abc";
    Outcome outcome = run(view("a"), view("b", "a"));
    assertThat(outcome.failedDatasets()).hasSize(1);
    assertThat(outcome.results())
        .allMatch(result -> "dataset stage.d_abc could not be made".equals(result.message()));
  }

  @Test
  void nothingNewStartsAfterCancel() {
    PlanRunner runner = runner();
    memory.onRun = runner::cancel;
    Outcome outcome = runner.run(List.of(DATASET), List.of(view("a"), view("b", "a")));
    assertThat(outcome.cancelled()).isTrue();
    assertThat(outcome.results())
        .map(result -> result.id().name() + " " + result.state())
        .containsExactly("a DEPLOYED", "b SKIPPED");
  }

  @Test
  void cleaningGoesByLabelsAndNeverByNameAlone() {
    run(view("a"));
    memory.datasets.put("foreign_abc", Map.of());
    memory.datasets.put("unrelated", Map.of());
    assertThat(clean(true).clean("abc").removed()).containsExactly("stage.d_abc");
    Cleaned cleaned = clean(false).clean("abc");
    assertThat(cleaned.removed()).containsExactly("stage.d_abc");
    assertThat(cleaned.kept())
        .containsExactly(new Cleaned.Kept("stage.foreign_abc", "carries no understudy labels"));
    assertThat(memory.datasets).containsOnlyKeys("foreign_abc", "unrelated");
  }

  @Test
  void anotherInstallationsStageStaysAndIsNotCountedAsCleaned() {
    stage("bots", "else", "o/r", "abc", 7, 100);
    Cleaned cleaned = clean(false).clean("abc");
    assertThat(cleaned.removed()).isEmpty();
    assertThat(cleaned.failed())
        .containsExactly(new Cleaned.Kept("stage.bots", "belongs to the installation else"));
    assertThat(new Clean(memory, "stage", "else", false).clean("abc").removed())
        .containsExactly("stage.bots");
  }

  @Test
  void onlyExpiredStagesAreSweptAndAFailureDoesNotStopTheOthers() {
    run(view("a"));
    memory.datasets.put("b_abc", DATASET.labels());
    assertThat(clean(false).deleteExpired(Instant.ofEpochSecond(99)).kept())
        .extracting(Cleaned.Kept::why)
        .containsOnly("expires 1970-01-01T00:01:40Z");
    memory.refuse = "b_abc";
    Cleaned cleaned = clean(false).deleteExpired(Instant.ofEpochSecond(101));
    assertThat(cleaned.failed()).extracting(Cleaned.Kept::dataset).containsExactly("stage.b_abc");
    assertThat(cleaned.removed()).containsExactly("stage.d_abc");
  }

  @Test
  void aPullRequestsStagesGoExceptTheNewestAndNobodyElses() {
    stage("old", "main", "o/r", "sha1", 7, 1);
    stage("newest", "main", "o/r", "sha2", 7, 2);
    stage("of_8", "main", "o/r", "sha1", 8, 3);
    stage("other_repository", "main", "o/q", "sha1", 7, 4);
    stage("other_installation", "else", "o/r", "sha1", 7, 5);
    stage("by_hand", "main", "o/r", "sha1", null, 6);
    memory.datasets.put("old_look_alike_sha1", Map.of());

    Cleaned cleaned = clean(false).cleanPullRequest("o/r", 7, "sha2"::equals);

    assertThat(cleaned.removed()).containsExactly("stage.old");
    assertThat(cleaned.kept())
        .containsExactly(new Cleaned.Kept("stage.newest", "belongs to the stage that stays"));
    assertThat(memory.datasets).hasSize(6).doesNotContainKey("old");
    assertThat(clean(false).cleanPullRequest("o/r", 7, _ -> false).removed())
        .containsExactly("stage.newest");
  }

  @Test
  void theStagesOfThisInstallationAreListedByTheirLabels() {
    stage("b", "main", "o/r", "sha1", 7, 100);
    stage("a", "main", "o/r", "sha1", 7, 200);
    stage("c", "main", "o/r", "sha2", null, 300);
    stage("d", "else", "o/r", "sha3", 7, 400);
    memory.datasets.put("unlabelled", Map.of());

    assertThat(clean(false).stages())
        .containsExactly(
            new Clean.Stage(
                "stage", "o_r", null, "sha2", Instant.ofEpochSecond(300), null, List.of("stage.c")),
            new Clean.Stage(
                "stage",
                "o_r",
                7,
                "sha1",
                Instant.ofEpochSecond(200),
                null,
                List.of("stage.a", "stage.b")));
  }

  private void stage(
      String dataset, String by, String of, String suffix, @Nullable Integer pr, long expires) {
    memory.datasets.put(
        dataset, StageLabels.of(by, of, suffix, null, pr, Instant.ofEpochSecond(expires)));
  }

  private Clean clean(boolean dryRun) {
    return new Clean(memory, "stage", "main", dryRun);
  }

  private Outcome run(Member... members) {
    return runner().run(List.of(DATASET), List.of(members));
  }

  private PlanRunner runner() {
    return new PlanRunner(memory, 4, Duration.ofSeconds(5), InstantSource.system(), Progress.NONE);
  }

  private static Member view(String name, String... needs) {
    Identifier target = new Identifier("stage", "d_abc", name);
    return member(
        name,
        new Step.RunStatements(
            target,
            Kind.VIEW,
            List.of(name),
            List.of(new SourceMap("sql/" + name + "/view.sql", List.of()))),
        needs);
  }

  private static Member impossible(String name) {
    Identifier target = new Identifier("stage", "d_abc", name);
    return member(name, new Step.Impossible(target, "no schema is known"));
  }

  private static Member member(String name, Step step, String... needs) {
    return new Member(
        new Identifier("p", "d", name),
        Kind.VIEW,
        Member.Origin.REPOSITORY,
        null,
        Member.Reason.CHANGED,
        "changed",
        List.of(),
        List.of(needs).stream().map(need -> new Identifier("p", "d", need)).toList(),
        0,
        false,
        step);
  }

  /** A warehouse that keeps datasets and the statements it ran. */
  private static final class Memory implements Warehouse {
    final Map<String, Map<String, String>> datasets = new ConcurrentSkipListMap<>();
    final List<String> ran = new CopyOnWriteArrayList<>();
    String refuse = "";
    Runnable onRun = () -> {};

    @Override
    public void createDataset(StageDataset dataset) {
      allow(dataset.dataset());
      datasets.put(dataset.dataset(), dataset.labels());
    }

    private void allow(String dataset) {
      if (dataset.equals(refuse)) {
        throw Problem.of("refused");
      }
    }

    @Override
    public List<DatasetEntry> datasets(String project, Map<String, String> labels) {
      return datasets.entrySet().stream()
          .filter(entry -> entry.getValue().entrySet().containsAll(labels.entrySet()))
          .map(entry -> new DatasetEntry(project, entry.getKey(), entry.getValue()))
          .toList();
    }

    @Override
    public void extend(String project, String dataset, Instant until) {
      Map<String, String> labels = new TreeMap<>(datasets.getOrDefault(dataset, Map.of()));
      labels.put(StageLabels.EXPIRES_ON, Long.toString(until.toEpochMilli()));
      datasets.put(dataset, Map.copyOf(labels));
    }

    @Override
    public void deleteDataset(String project, String dataset) {
      allow(dataset);
      datasets.remove(dataset);
    }

    @Override
    public void createTable(Identifier table, Schema schema, TableOptions options) {
      ran.add(table.name());
    }

    @Override
    public Schema dryRun(
        String sql, Map<String, String> parameters, @Nullable String defaultDataset) {
      return new Schema(List.of());
    }

    @Override
    public void run(String sql, @Nullable Identifier table) {
      ran.add(sql);
      onRun.run();
    }

    @Override
    public void upload(String bucket, String name, String content) {
      ran.add(bucket + "/" + name);
    }

    @Override
    public Optional<Schema> tableSchema(Identifier table) {
      return Optional.empty();
    }
  }
}
