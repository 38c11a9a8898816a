package dev.understudy.sql.googlesql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.sql.Analysis;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.Verdict;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GoogleSqlWorkersTest {
  private static final String HALF_A_MINUTE =
      "SELECT " + String.join(", ", Collections.nCopies(45, cases(850)));
  private static final String DEEP = "SELECT " + "ABS(".repeat(5_000) + "1" + ")".repeat(5_000);

  private final Set<ProcessHandle> before =
      ProcessHandle.current().children().collect(Collectors.toSet());

  @Test
  void aTextThatNestsTooDeeplyIsRefusedWithoutAWorker() {
    try (GoogleSql sql = new GoogleSql(1, WorkerLimits.DEFAULT)) {
      assertThat(sql.analyze(analysis(DEEP)))
          .isEqualTo(new Verdict.Unknown("nested 5000 deep, more than the 900 that are read"));
      assertThat(sql.read(DEEP).error()).isNotNull();
      assertThat(sql.infer(analysis(DEEP), Set.of())).isEmpty();
      assertThat(workers()).isZero();
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsUnknownAndTheNextQuestionIsAnswered() {
    try (GoogleSql sql = new GoogleSql(1, limits(Duration.ofSeconds(5), 2_500))) {
      assertThat(sql.analyze(analysis(HALF_A_MINUTE)))
          .isEqualTo(
              new Verdict.Unknown(
                  "the analyser died on this statement: it needed more than 5 s of processor time"));
      assertReads(sql);
    }
  }

  @Test
  void aCrashIsTriedOnceMoreAndThenCostsThisAnswerOnly() throws Exception {
    try (GoogleSql sql = new GoogleSql(1, limits(Duration.ofSeconds(50), 2_500))) {
      CompletableFuture<Verdict> answer = ask(sql, HALF_A_MINUTE);
      ProcessHandle first = soonAWorkerOtherThan(null);
      first.destroyForcibly();
      ProcessHandle second = soonAWorkerOtherThan(first);
      second.destroyForcibly();

      assertThat(answer.get(5, TimeUnit.SECONDS))
          .isEqualTo(new Verdict.Unknown("the analyser died on this statement: it crashed"));
      assertReads(sql);
    }
  }

  @Test
  void aLongSumIsNoWrongStatement() {
    try (GoogleSql sql = new GoogleSql(1, WorkerLimits.DEFAULT)) {
      assertThat(sql.analyze(analysis("SELECT 1" + " + 1".repeat(2_600))))
          .isInstanceOf(Verdict.Valid.class);
    }
  }

  @Test
  void aWorkerThatFillsTheMemoryIsEnded() {
    try (GoogleSql sql = new GoogleSql(1, limits(Duration.ofSeconds(30), 50))) {
      SqlFacts facts = sql.read("SELECT 1");

      assertThat(facts.error())
          .satisfies(
              error ->
                  assertThat(error)
                      .asString()
                      .contains("the GoogleSQL parser died", "more than 50 MB"));
    }
  }

  @Test
  void aWorkerThatIsKilledBetweenTwoQuestionsIsReplaced() {
    try (GoogleSql sql = new GoogleSql(1, WorkerLimits.DEFAULT)) {
      assertReads(sql);
      children().forEach(ProcessHandle::destroyForcibly);
      assertReads(sql);
    }
  }

  @Test
  void warmingUpTwiceStartsOneWorker() {
    try (GoogleSql sql = new GoogleSql(2, WorkerLimits.DEFAULT)) {
      sql.warmUp();
      sql.warmUp();
      assertThat(workers()).isEqualTo(1);
      assertReads(sql);
      assertThat(workers()).isEqualTo(1);
    }
    assertNoWorkerSoon();
  }

  @Test
  void workersThatNobodyAsksEndAndTheNextQuestionStartsOne() {
    try (GoogleSql sql = new GoogleSql(2, WorkerLimits.DEFAULT, Duration.ofMillis(400))) {
      assertThat(workers()).isZero();
      assertReads(sql);
      assertNoWorkerSoon();
      assertReads(sql);
      assertThat(workers()).isEqualTo(1);
    }
  }

  @Test
  void aQuestionThatTakesLongerThanTheRestIsAnswered() {
    try (GoogleSql sql = new GoogleSql(1, WorkerLimits.DEFAULT, Duration.ofMillis(2))) {
      assertReads(sql);
      assertReads(sql);
    }
  }

  @Test
  void closingEndsBusyWorkersAndAnswersEveryQuestion() throws Exception {
    GoogleSql sql = new GoogleSql(1, limits(Duration.ofSeconds(50), 2_500));
    CompletableFuture<Verdict> first = ask(sql, HALF_A_MINUTE);
    CompletableFuture<Verdict> second = ask(sql, HALF_A_MINUTE);
    TimeUnit.MILLISECONDS.sleep(2_500);

    sql.close();

    var died = new Verdict.Unknown("the analyser died on this statement: GoogleSQL was closed");
    assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(died);
    assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo(died);
    assertThat(sql.analyze(analysis("SELECT 1"))).isEqualTo(died);
    assertNoWorkerSoon();
  }

  @Test
  void aWorkerEndsWithItsParentEvenWhenBusy() throws IOException, InterruptedException {
    Process worker = new ProcessBuilder(Worker.command(WorkerLimits.DEFAULT)).start();
    var out = new DataOutputStream(worker.getOutputStream());
    Wire.send(out, new WorkerRequest.Analyze(analysis(HALF_A_MINUTE)));
    TimeUnit.MILLISECONDS.sleep(2_500);
    assertThat(worker.isAlive()).isTrue();

    out.close();

    assertThat(worker.waitFor(3, TimeUnit.SECONDS)).isTrue();
  }

  private static CompletableFuture<Verdict> ask(GoogleSql sql, String text) {
    return CompletableFuture.supplyAsync(
        () -> sql.analyze(analysis(text)), Thread::startVirtualThread);
  }

  private static void assertReads(GoogleSql sql) {
    assertThat(sql.read("SELECT 1 FROM d.t").references()).hasSize(1);
  }

  private ProcessHandle soonAWorkerOtherThan(@Nullable ProcessHandle gone)
      throws InterruptedException {
    while (true) {
      for (ProcessHandle child : children()) {
        if (!child.equals(gone) && isJava(child)) {
          return child;
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** A child is the JDK's own helper first, and its death there is a start that failed. */
  private static boolean isJava(ProcessHandle child) {
    return child.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  private static String cases(int depth) {
    return "CASE WHEN TRUE THEN ".repeat(depth) + "1" + " END".repeat(depth);
  }

  private void assertNoWorkerSoon() {
    children().forEach(child -> child.onExit().orTimeout(3, TimeUnit.SECONDS).join());
  }

  private long workers() {
    return children().size();
  }

  /** The workers that this test started. */
  private List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.isAlive() && !before.contains(child))
        .toList();
  }

  private static WorkerLimits limits(Duration deadline, int residentMegabytes) {
    return new WorkerLimits(deadline, 768, residentMegabytes, 900);
  }

  private static Analysis analysis(String sql) {
    return new Analysis(sql, "p", null, Map.of(), Map.of(), Map.of(), false);
  }
}
