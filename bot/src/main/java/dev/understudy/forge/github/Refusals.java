package dev.understudy.forge.github;

import dev.understudy.failure.Problem;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kohsuke.github.GHPermissionType;

/** Says what to do about a refusal, in our words: GitHub's own are never repeated. */
final class Refusals {
  private Refusals() {}

  /**
   * Does something.
   *
   * @param what such as {@code comment on o/r#5}
   * @param needs the permission it takes, such as {@code Issues: write}
   * @throws Problem where GitHub refuses
   */
  static <T> T told(String what, String needs, Supplier<T> call) {
    try {
      return call.get();
    } catch (Refused refused) {
      throw problem(what, needs, refused.status());
    }
  }

  private static Problem problem(String what, String needs, int status) {
    String failed = "could not " + what + ": ";
    return switch (status) {
      case 403 -> Problem.usage(failed + "GitHub does not allow it; grant " + needs);
      case 404, 410 ->
          Problem.gone(
              failed
                  + "GitHub says that it is not there, or not ours to see; does it exist, and do"
                  + " we have "
                  + needs
                  + "?");
      case 409, 422 ->
          Problem.of(
              failed
                  + "GitHub calls it invalid ("
                  + status
                  + "); is the commit still there, and every text within GitHub's limits?");
      default -> Problem.of(failed + "GitHub answers " + status);
    };
  }

  /** {@code Members: read, Pull requests: write}. */
  static String permissions(Map<String, GHPermissionType> permissions) {
    return permissions.entrySet().stream()
        .map(
            each ->
                each.getKey().substring(0, 1).toUpperCase(Locale.ROOT)
                    + each.getKey().substring(1).replace('_', ' ')
                    + ": "
                    + each.getValue().toString().toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
