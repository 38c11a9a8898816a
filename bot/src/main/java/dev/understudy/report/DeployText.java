package dev.understudy.report;

import dev.understudy.plan.StagePlan;
import java.util.Locale;

/** What became of a deploy, for people and programs. */
public final class DeployText {
  private DeployText() {}

  /** A report in a form. */
  public static String of(PlanText.Format format, StagePlan plan, Outcome outcome) {
    return switch (format) {
      case TEXT -> text(plan, outcome);
      case JSON -> Json.text(Json.deploy(plan, outcome));
      case MARKDOWN -> markdown(plan, outcome) + PlanText.of(format, plan);
      case MERMAID -> PlanText.of(format, plan);
    };
  }

  private static long count(Outcome outcome, Result.State state) {
    return outcome.results().stream().filter(r -> r.state() == state).count();
  }

  /** The first line: the verdict and the numbers. */
  public static String headline(StagePlan plan, Outcome outcome) {
    boolean good = outcome.complete() && !plan.hasErrors();
    String verdict = outcome.cancelled() ? "Stopped" : good ? "Staged" : "Not all staged";
    return String.format(
        Locale.ROOT,
        "%s: %d deployed, %d failed, %d skipped, under the suffix %s",
        verdict,
        count(outcome, Result.State.DEPLOYED),
        count(outcome, Result.State.FAILED),
        count(outcome, Result.State.SKIPPED),
        plan.suffix());
  }

  private static String text(StagePlan plan, Outcome outcome) {
    StringBuilder text = new StringBuilder(headline(plan, outcome)).append('\n');
    for (Outcome.FailedDataset failed : outcome.failedDatasets()) {
      text.append("  dataset ").append(failed.dataset()).append(" could not be made: ");
      text.append(failed.why()).append('\n');
    }
    for (Result result : outcome.results()) {
      if (result.state() != Result.State.DEPLOYED) {
        text.append("  ").append(result.state().name().toLowerCase(Locale.ROOT)).append(' ');
        text.append(result.id()).append(": ").append(result.message()).append('\n');
      }
    }
    plan.findings().stream()
        .filter(f -> outcome.results().stream().noneMatch(r -> said(r, f.message())))
        .forEach(f -> text.append("  ").append(PlanText.line(f)).append('\n'));
    boolean whole = outcome.complete() && !outcome.cancelled();
    boolean partial = !whole && !outcome.left().isEmpty();
    if (partial) {
      text.append("Left on the stage: ").append(outcome.left().size());
      text.append(" datasets and artifacts; `understudy stage clean --dataset-suffix ");
      text.append(plan.suffix()).append("` removes them\n");
    }
    return text.toString();
  }

  /** The verdict, then what is not as it should be; what went well is told by the plan below. */
  private static String markdown(StagePlan plan, Outcome outcome) {
    StringBuilder text = new StringBuilder("## ").append(headline(plan, outcome)).append("\n\n");
    for (Outcome.FailedDataset failed : outcome.failedDatasets()) {
      text.append("- dataset ").append(Foreign.code(failed.dataset()));
      text.append(" could not be made: ").append(Foreign.text(failed.why())).append('\n');
    }
    for (Result result : outcome.results()) {
      if (result.state() != Result.State.DEPLOYED) {
        text.append("- ").append(result.state().name().toLowerCase(Locale.ROOT)).append(' ');
        text.append(Foreign.code(result.id().toString())).append(": ");
        text.append(Foreign.text(String.valueOf(result.message()))).append('\n');
      }
    }
    return text.append('\n').toString();
  }

  private static boolean said(Result result, String message) {
    return result.message() != null && result.message().contains(message);
  }
}
