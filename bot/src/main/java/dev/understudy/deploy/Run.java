package dev.understudy.deploy;

import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.plan.Member;
import dev.understudy.plan.StageDataset;
import dev.understudy.report.Outcome;
import dev.understudy.report.Outcome.FailedDataset;
import dev.understudy.report.Result;
import dev.understudy.report.Result.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One performance of a plan, and what it knows so far. */
final class Run implements AutoCloseable {
  private static final String CANCELLED = "cancelled";

  /** Not virtual ones: their poller waits in native code, for which the JVM's end waits 300 ms. */
  private static final ThreadFactory THREADS =
      Thread.ofPlatform().daemon().name("deploy-", 0).factory();

  private final PlanRunner runner;
  private final List<StageDataset> datasets;
  private final Map<String, RuntimeException> failedDatasets = new ConcurrentHashMap<>();
  private final Map<String, Boolean> madeDatasets = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> making = new HashMap<>();

  private final ExecutorService datasetMakers;
  private final ExecutorService performers;
  private final IdentityHashMap<Member, CompletableFuture<End>> ends = new IdentityHashMap<>();
  private final Set<Identifier> started = ConcurrentHashMap.newKeySet();
  private volatile boolean unavailable;
  private volatile boolean misconfigured;

  /**
   * How a member ended.
   *
   * @param cause why what depends on it is skipped; null where all went well
   */
  private record End(Result result, @Nullable String cause) {}

  /**
   * What can be done now.
   *
   * @param rank its place in the order: of all that can be done the first in it is done first
   */
  private record Ready(int rank, Runnable work) implements Runnable, Comparable<Ready> {
    @Override
    public void run() {
      work.run();
    }

    @Override
    public int compareTo(Ready other) {
      return Integer.compare(rank, other.rank);
    }
  }

  Run(PlanRunner runner, List<StageDataset> datasets) {
    this.runner = runner;
    this.datasets = datasets;
    this.datasetMakers = threads(runner.parallelism(), new LinkedBlockingQueue<>());
    this.performers = threads(runner.parallelism(), new PriorityBlockingQueue<>());
  }

  private static ExecutorService threads(int most, BlockingQueue<Runnable> waiting) {
    return new ThreadPoolExecutor(most, most, 0, TimeUnit.SECONDS, waiting, THREADS);
  }

  /**
   * Begins with all datasets at once, those first that the first members go into; what goes into
   * one waits for that one alone.
   */
  void makeDatasets(List<Member> sorted) {
    List<String> order = sorted.stream().map(Run::datasetOf).distinct().toList();
    List<StageDataset> inOrder =
        datasets.stream()
            .sorted(Comparator.comparingInt(dataset -> order.indexOf(name(dataset))))
            .toList();
    for (StageDataset dataset : inOrder) {
      making.put(name(dataset), CompletableFuture.runAsync(() -> make(dataset), datasetMakers));
    }
  }

  private static String name(StageDataset dataset) {
    return dataset.project() + "." + dataset.dataset();
  }

  private void make(StageDataset dataset) {
    String name = name(dataset);
    try {
      if (!runner.cancelled().isDone()) {
        runner.make(dataset);
        madeDatasets.put(name, true);
      }
    } catch (RuntimeException e) {
      note(e);
      failedDatasets.put(name, e);
    }
  }

  void start(List<Member> sorted) {
    Map<Identifier, List<CompletableFuture<End>>> byId = new HashMap<>();
    for (int rank = 0; rank < sorted.size(); rank++) {
      Member member = sorted.get(rank);
      List<CompletableFuture<End>> before =
          member.dependsOn().stream()
              .flatMap(id -> byId.getOrDefault(id, List.of()).stream())
              .toList();
      CompletableFuture<End> end =
          CompletableFuture.allOf(before.toArray(CompletableFuture<?>[]::new))
              .thenCombineAsync(dataset(member), (_, _) -> end(member, before), inTurn(rank));
      ends.put(member, end);
      byId.computeIfAbsent(member.id(), _ -> new ArrayList<>()).add(end);
    }
  }

  /** Runs what is ready in the order of its rank. */
  private Executor inTurn(int rank) {
    return work -> performers.execute(new Ready(rank, work));
  }

  private CompletableFuture<Void> dataset(Member member) {
    return making.getOrDefault(datasetOf(member), CompletableFuture.completedFuture(null));
  }

  private static String datasetOf(Member member) {
    return member.stageId().project() + "." + member.stageId().dataset();
  }

  /**
   * Waits until all has ended.
   *
   * @throws Unavailable where not one dataset could be made because the warehouse does not answer
   */
  void await() {
    List<CompletableFuture<?>> all = new ArrayList<>(making.values());
    all.addAll(ends.values());
    awaitAll(all);
    for (RuntimeException failure : failedDatasets.values()) {
      if (madeDatasets.isEmpty() && failure instanceof Unavailable) {
        throw failure;
      }
    }
  }

  private void awaitAll(List<? extends CompletableFuture<?>> all) {
    CompletableFuture<Void> done =
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    CompletableFuture.anyOf(done, runner.cancelled()).join();
    done.completeOnTimeout(
            null,
            runner.cancelled().isDone() ? runner.grace().toMillis() : 0,
            TimeUnit.MILLISECONDS)
        .join();
  }

  private End end(Member member, List<CompletableFuture<End>> before) {
    End end = skipped(member, before);
    if (end == null) {
      end = perform(member);
    }
    runner.progress().finished(end.result);
    return end;
  }

  private @Nullable End skipped(Member member, List<CompletableFuture<End>> before) {
    if (runner.cancelled().isDone()) {
      return skip(member, CANCELLED);
    }
    String dataset = datasetOf(member);
    if (failedDatasets.containsKey(dataset)) {
      return skip(member, "dataset " + dataset + " could not be made");
    }
    for (CompletableFuture<End> dependency : before) {
      String cause = dependency.join().cause;
      if (cause != null) {
        return skip(member, cause);
      }
    }
    return null;
  }

  private End perform(Member member) {
    started.add(member.stageId());
    runner.progress().started(member);
    long start = runner.clock().millis();
    String message = null;
    try {
      runner.perform(member.step());
    } catch (Problem e) {
      note(e);
      message = placed(member, e);
    } catch (Unavailable e) {
      note(e);
      message = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      message = "internal error: " + e;
    }
    long millis = runner.clock().millis() - start;
    State state = message == null ? State.DEPLOYED : State.FAILED;
    Result result = new Result(member.id(), member.stageId(), state, message, millis);
    return new End(result, message == null ? null : member.id() + " failed");
  }

  private void note(RuntimeException e) {
    if (e instanceof Unavailable) {
      unavailable = true;
    }
    if (e instanceof Problem problem && problem.kind() == Problem.Kind.USAGE) {
      misconfigured = true;
    }
  }

  private static End skip(Member member, String why) {
    return new End(new Result(member.id(), member.stageId(), State.SKIPPED, why, 0), why);
  }

  Outcome outcome(List<Member> members) {
    List<Result> results = members.stream().map(this::result).toList();
    List<FailedDataset> failures = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (StageDataset dataset : datasets) {
      String name = name(dataset);
      RuntimeException failure = failedDatasets.get(name);
      if (failure != null) {
        failures.add(new FailedDataset(name, String.valueOf(failure.getMessage())));
      } else if (madeDatasets.containsKey(name)) {
        left.add(name);
      }
    }
    results.stream()
        .filter(result -> result.state() == State.DEPLOYED)
        .forEach(result -> left.add(result.stageId().toString()));
    return new Outcome(
        results, failures, left, runner.cancelled().isDone(), unavailable, misconfigured);
  }

  /** Says in which file; what is impossible says it already. */
  private static String placed(Member member, Problem problem) {
    String message = String.valueOf(problem.getMessage());
    String path = member.path();
    if (problem.location().path() != null) {
      return problem.location() + ": " + message;
    }
    return path == null || message.startsWith(path) ? message : path + ": " + message;
  }

  private Result result(Member member) {
    CompletableFuture<End> end = ends.get(member);
    if (end != null && end.isDone() && !end.isCompletedExceptionally()) {
      return end.join().result;
    }
    if (!started.contains(member.stageId())) {
      return skip(member, CANCELLED).result;
    }
    String why = "abandoned while it ran; it may exist on the stage";
    return new Result(member.id(), member.stageId(), State.FAILED, why, 0);
  }

  @Override
  public void close() {
    datasetMakers.shutdownNow();
    performers.shutdownNow();
  }
}
