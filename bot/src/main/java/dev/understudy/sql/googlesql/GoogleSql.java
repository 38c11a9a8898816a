package dev.understudy.sql.googlesql;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Ddl;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;
import dev.understudy.sql.SqlReader;
import dev.understudy.sql.Tokens;
import dev.understudy.sql.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * GoogleSQL in supervised child processes: a text that crashes the native library, holds it past
 * the deadline or fills the memory costs that one answer and nothing else.
 */
public final class GoogleSql implements SqlReader, SqlAnalyzer {
  /** Raised whenever the reader tells other facts of the same text. */
  private static final String VERSION = "zetasql-2025.09.1/5";

  /** For training a start-up cache: writing it takes longer than any question. */
  public static final WorkerLimits TRAINING =
      new WorkerLimits(Duration.ofMinutes(2), 768, 4000, 900);

  private static final Duration REST = Duration.ofMinutes(2);

  private static final String CLOSED = "GoogleSQL was closed";

  private final WorkerLimits limits;
  private final Duration rest;
  // The last one back is the first one out, so that the others may rest.
  private final BlockingDeque<Worker> idle;
  private final Semaphore free;
  private final Set<Worker> living = ConcurrentHashMap.newKeySet();
  // A request that comes while everything is closed needs no watch: its worker is dead already.
  private final ScheduledExecutorService watch =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("googlesql-watch-", 0).factory(),
          new ThreadPoolExecutor.DiscardPolicy());
  private volatile boolean closed;

  /** Up to this many children, which end after two minutes without a question. */
  public GoogleSql(int workers, WorkerLimits limits) {
    this(workers, limits, REST);
  }

  /**
   * Up to this many children; none is started before it is needed.
   *
   * @param rest how long a child may wait for a question before it is ended: each holds some
   *     hundred megabytes, and another one starts within a second
   */
  public GoogleSql(int workers, WorkerLimits limits, Duration rest) {
    this.limits = limits;
    this.rest = rest;
    this.idle = new LinkedBlockingDeque<>(workers);
    this.free = new Semaphore(workers);
    long half = Math.max(1, rest.toMillis() / 2);
    var _ = watch.scheduleWithFixedDelay(this::retire, half, half, TimeUnit.MILLISECONDS);
  }

  /** As many children as cores, up to two. */
  public static GoogleSql start() {
    return new GoogleSql(
        Math.min(2, Runtime.getRuntime().availableProcessors()), WorkerLimits.DEFAULT);
  }

  /** Starts a child now unless there is one, so that the first question finds it ready. */
  public void warmUp() {
    if (!free.tryAcquire()) {
      return;
    }
    try {
      if (idle.isEmpty() && !closed) {
        giveBack(hire());
      }
    } finally {
      free.release();
    }
  }

  /** Asks one of everything, and lets the child end by itself. */
  public void train() {
    Analysis analysis =
        new Analysis(
            "CREATE OR REPLACE VIEW p.d.v AS SELECT UPPER(x) AS x, COUNT(*) AS n FROM p.d.t"
                + " GROUP BY x",
            "p",
            "d",
            Map.of(
                new Identifier("p", "d", "t"),
                new Analysis.Relation(
                    new Schema(List.of(Schema.Column.of("x", "STRING"))), List.of(), List.of())),
            Map.of(),
            Map.of(),
            false);
    read(analysis.sql());
    analyze(analysis);
    for (Worker worker = idle.poll(); worker != null; worker = idle.poll()) {
      worker.end();
      living.remove(worker);
    }
  }

  @Override
  public SqlFacts read(String sql) {
    String tooDeep = tooDeep(sql);
    if (tooDeep != null) {
      return SqlFacts.unreadable(new SqlError(tooDeep, 0, 0));
    }
    try {
      return ask(new WorkerRequest.Read(sql), new TypeReference<SqlFacts>() {});
    } catch (Worker.Died e) {
      return SqlFacts.unreadable(
          new SqlError("the GoogleSQL parser died on this text: " + e.getMessage(), 0, 0));
    }
  }

  @Override
  public @Nullable Ddl ddl(String sql) {
    if (tooDeep(sql) != null) {
      return null;
    }
    try {
      return ask(new WorkerRequest.Define(sql), new TypeReference<@Nullable Ddl>() {});
    } catch (Worker.Died _) {
      return null;
    }
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public Verdict analyze(Analysis analysis) {
    String tooDeep = tooDeep(analysis.sql());
    if (tooDeep != null) {
      return new Verdict.Unknown(tooDeep);
    }
    try {
      return ask(new WorkerRequest.Analyze(analysis), new TypeReference<Verdict>() {});
    } catch (Worker.Died e) {
      Verdict died = new Verdict.Unknown("the analyser died on this statement: " + e.getMessage());
      return e.isCrash() || analysis.execute() || closed ? died : analyzePruned(analysis, died);
    }
  }

  private Verdict analyzePruned(Analysis analysis, Verdict otherwise) {
    try {
      WorkerRequest pruned = new WorkerRequest.Analyze(Pruned.of(analysis));
      return Pruned.verdict(ask(pruned, new TypeReference<Verdict>() {}), otherwise);
    } catch (Worker.Died _) {
      return otherwise;
    }
  }

  @Override
  public Map<Identifier, Inferred> infer(Analysis analysis, Set<Identifier> unknown) {
    if (tooDeep(analysis.sql()) != null) {
      return Map.of();
    }
    try {
      return ask(
          new WorkerRequest.Infer(analysis, unknown),
          new TypeReference<Map<Identifier, Inferred>>() {});
    } catch (Worker.Died _) {
      return Map.of();
    }
  }

  private @Nullable String tooDeep(String sql) {
    int depth = Tokens.depth(sql);
    return depth > limits.nesting()
        ? "nested " + depth + " deep, more than the " + limits.nesting() + " that are read"
        : null;
  }

  /** A child that crashed by itself is asked once more, in case it was not this request's fault. */
  private <T> T ask(WorkerRequest request, TypeReference<T> type) throws Worker.Died {
    free.acquireUninterruptibly();
    try {
      try {
        return askOnce(request, type);
      } catch (Worker.Died e) {
        if (!e.isCrash() || closed) {
          throw e;
        }
        return askOnce(request, type);
      }
    } finally {
      free.release();
    }
  }

  private <T> T askOnce(WorkerRequest request, TypeReference<T> type) throws Worker.Died {
    Worker worker = idle.poll();
    if (worker != null && !worker.isAlive()) {
      dismiss(worker);
      worker = null;
    }
    if (worker == null) {
      worker = hire();
    }
    try {
      T answer = worker.ask(request, type, watch);
      giveBack(worker);
      return answer;
    } catch (Worker.Died e) {
      dismiss(worker);
      throw e;
    }
  }

  /** A worker that starts while all are being closed is closed as well. */
  private Worker hire() {
    Worker worker = new Worker(limits);
    living.add(worker);
    if (closed) {
      worker.kill(CLOSED);
    }
    return worker;
  }

  private void giveBack(Worker worker) {
    worker.rest();
    if (!worker.isAlive() || !idle.offerFirst(worker)) {
      dismiss(worker);
    }
  }

  private void retire() {
    for (Worker worker : idle) {
      if (worker.hasRested(rest) && idle.remove(worker)) {
        dismiss(worker);
      }
    }
  }

  private void dismiss(Worker worker) {
    worker.close();
    living.remove(worker);
  }

  /** Ends every child, busy ones too: what they were asked is answered with "died". */
  @Override
  public void close() {
    closed = true;
    living.forEach(worker -> worker.kill(CLOSED));
    watch.shutdownNow();
  }
}
