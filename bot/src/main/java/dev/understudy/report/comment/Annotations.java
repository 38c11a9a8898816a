package dev.understudy.report.comment;

import dev.understudy.failure.Location;
import dev.understudy.plan.Finding;
import dev.understudy.report.Foreign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong, at its place in the change. One place is told one thing once. */
final class Annotations {
  /** More than anybody reads; the forge takes them fifty at a time. */
  private static final int MOST = 500;

  private Annotations() {}

  private record Key(String path, int line, String rule) {}

  static List<Annotation> of(PullRequestReport report) {
    Map<Key, Annotation> byPlace = new LinkedHashMap<>();
    for (Failure failure : Failure.of(report)) {
      String message = failure.isBug() ? "Understudy itself failed here." : failure.message();
      String text = message + "\n\n" + Advice.on(failure).replace("`", "");
      add(byPlace, failure, Annotation.Level.FAILURE, text);
    }
    for (Finding warning : Failure.findings(report, Finding.Severity.WARNING)) {
      add(byPlace, Failure.of(warning), Annotation.Level.WARNING, warning.message());
    }
    return new ArrayList<>(byPlace.values()).stream().limit(MOST).toList();
  }

  /** The rule is the sentence: two artifacts of one file may break it at one place. */
  private static void add(
      Map<Key, Annotation> byPlace, Failure failure, Annotation.Level level, String text) {
    Location location = failure.location();
    String path = location.path();
    if (path == null) {
      return;
    }
    int line = Math.max(1, location.line());
    byPlace.putIfAbsent(
        new Key(path, line, failure.message()),
        new Annotation(path, line, level, title(failure.what(), level), shown(text)));
  }

  private static String title(@Nullable String what, Annotation.Level level) {
    String kind = level == Annotation.Level.FAILURE ? "Does not stage" : "Remark";
    return what == null ? kind : Foreign.shorten(kind + ": " + Foreign.visible(what), 250);
  }

  /** An annotation is plain text, but what is invisible in it is shown all the same. */
  private static String shown(String text) {
    return Foreign.lines(Foreign.shorten(text, 8_000));
  }
}
