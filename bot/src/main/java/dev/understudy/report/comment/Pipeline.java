package dev.understudy.report.comment;

import org.jspecify.annotations.Nullable;

/**
 * The team's own tests of the stage, run by CircleCI.
 *
 * @param name what people know it by, such as the workflow's name
 * @param url its page, or null while there is none
 * @param message one sentence more, such as why it could not be started; null for none
 */
public record Pipeline(State state, String name, @Nullable String url, @Nullable String message) {
  /** How it stands. */
  public enum State {
    PENDING("running", Conclusion.PENDING),
    SUCCESS("passed", Conclusion.SUCCESS),
    FAILED("failed", Conclusion.FAILURE),
    CANCELLED("was cancelled", Conclusion.CANCELLED),
    /** CircleCI did not take it. */
    NOT_STARTED("could not be started", Conclusion.FAILURE);

    private final String words;
    private final Conclusion conclusion;

    State(String words, Conclusion conclusion) {
      this.words = words;
      this.conclusion = conclusion;
    }

    String words() {
      return words;
    }

    Conclusion conclusion() {
      return conclusion;
    }
  }
}
