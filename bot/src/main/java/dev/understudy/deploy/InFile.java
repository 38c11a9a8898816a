package dev.understudy.deploy;

import dev.understudy.failure.Problem;
import dev.understudy.plan.SourceMap;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says where in its file a statement is wrong: BigQuery counts lines in what it was sent. */
final class InFile {
  private static final Pattern PLACE = Pattern.compile(",? at \\[(\\d{1,7}):(\\d{1,7})]");

  private InFile() {}

  static void run(SourceMap source, String statement, Runnable call) {
    call(
        source,
        statement,
        () -> {
          call.run();
          return statement;
        });
  }

  /**
   * Calls.
   *
   * @throws Problem with the place in the file where BigQuery names one in the statement
   */
  static <T> T call(SourceMap source, String statement, Supplier<T> call) {
    try {
      return call.get();
    } catch (Problem problem) {
      String message = Objects.requireNonNullElse(problem.getMessage(), "BigQuery refuses it");
      Matcher place = PLACE.matcher(message);
      if (source.marks().isEmpty() || problem.kind() != Problem.Kind.CHANGE || !place.find()) {
        throw problem;
      }
      int line = Integer.parseInt(place.group(1));
      int column = Integer.parseInt(place.group(2));
      String rest = message.substring(0, place.start()) + message.substring(place.end());
      throw Problem.at(source.locate(statement, line, column), rest);
    }
  }
}
