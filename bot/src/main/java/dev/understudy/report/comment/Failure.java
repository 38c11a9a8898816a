package dev.understudy.report.comment;

import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Location;
import dev.understudy.plan.Finding;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong: where, in what words, and what to do about it.
 *
 * @param what the artifact or dataset, or null where only the place says it
 */
record Failure(@Nullable String what, Location location, String message) {
  private static final Pattern PLACED =
      Pattern.compile(
          "(?s)(?<path>[^\\s:][^:]*?)(?::(?<line>\\d{1,7}))?(?::(?<column>\\d{1,7}))?: .*");

  private static final String BUG = "internal error: ";

  /** All that is wrong with what a report tells, said once each. */
  static List<Failure> of(PullRequestReport report) {
    List<Failure> failures = new ArrayList<>();
    Outcome outcome = report.outcome();
    Set<String> paths = paths(report);
    if (outcome != null) {
      outcome
          .failedDatasets()
          .forEach(f -> failures.add(new Failure(f.dataset(), Location.NONE, f.why())));
      outcome.results().stream()
          .filter(r -> r.state() == Result.State.FAILED)
          .forEach(r -> failures.add(of(r, paths)));
    }
    for (Finding finding : findings(report, Finding.Severity.ERROR)) {
      Failure failure = of(finding);
      if (failures.stream().noneMatch(known -> known.says(failure))) {
        failures.add(failure);
      }
    }
    return List.copyOf(failures);
  }

  /** The plan's findings and those beyond it. */
  static List<Finding> findings(PullRequestReport report, Finding.Severity severity) {
    StagePlan plan = report.plan();
    Set<Finding> all = new LinkedHashSet<>(report.findings());
    all.addAll(plan == null ? List.of() : plan.findings());
    return all.stream().filter(f -> f.severity() == severity).toList();
  }

  static Failure of(Finding finding) {
    Identifier id = finding.id();
    return new Failure(id == null ? null : id.toString(), finding.location(), finding.message());
  }

  private static Failure of(Result result, Set<String> paths) {
    String id = result.id().toString();
    String message = String.valueOf(result.message());
    if (message.startsWith(BUG)) {
      return new Failure(id, Location.NONE, BUG);
    }
    Matcher placed = PLACED.matcher(message);
    if (placed.matches() && paths.contains(placed.group("path"))) {
      Location location =
          new Location(
              placed.group("path"), number(placed.group("line")), number(placed.group("column")));
      return new Failure(id, location, message.substring(location.toString().length() + 2));
    }
    return new Failure(id, Location.NONE, message);
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** The files that a message may begin with. */
  private static Set<String> paths(PullRequestReport report) {
    Set<String> paths = new LinkedHashSet<>();
    StagePlan plan = report.plan();
    if (plan != null) {
      plan.members().stream().map(Member::path).forEach(paths::add);
      plan.changed().forEach(change -> paths.add(change.path()));
      plan.impact().forEach(reader -> paths.add(reader.path()));
      plan.findings().forEach(finding -> paths.add(finding.location().path()));
    }
    return paths;
  }

  private boolean says(Failure other) {
    boolean same = what == null ? other.what == null : what.equals(other.what);
    return same && message.contains(other.message);
  }

  boolean isBug() {
    return message.equals(BUG);
  }
}
