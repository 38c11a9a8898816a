package dev.understudy.report.comment;

import dev.understudy.plan.Finding;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import org.jspecify.annotations.Nullable;

/** The numbers of a report. */
record Tally(
    int changed,
    int members,
    long needed,
    long deployed,
    long failed,
    long skipped,
    int readers,
    int remarks) {
  static Tally of(PullRequestReport report) {
    StagePlan plan = report.plan();
    Outcome outcome = report.outcome();
    int remarks = Failure.findings(report, Finding.Severity.WARNING).size();
    return new Tally(
        plan == null ? 0 : plan.changed().size(),
        plan == null ? 0 : plan.members().size(),
        plan == null ? 0 : plan.members().stream().filter(Tally::needed).count(),
        count(outcome, Result.State.DEPLOYED),
        count(outcome, Result.State.FAILED),
        count(outcome, Result.State.SKIPPED),
        plan == null ? 0 : plan.impact().size(),
        remarks);
  }

  private static boolean needed(Member member) {
    return member.reason() == Member.Reason.REQUIRED;
  }

  private static long count(@Nullable Outcome outcome, Result.State state) {
    return outcome == null ? 0 : outcome.results().stream().filter(r -> r.state() == state).count();
  }
}
