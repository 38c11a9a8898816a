package dev.understudy.report.comment;

import dev.understudy.config.PullRequestRules.Comments;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one comment of a pull request. */
public final class Comment {
  /** The most characters of a comment's body; GitHub refuses a longer one. */
  public static final int LIMIT = 65_536;

  private Comment() {}

  /** The body, never longer than {@link #LIMIT}. */
  public static String render(PullRequestReport report, CommentTemplates templates) {
    String marker = Marker.of(report).line() + "\n";
    return marker + new Composer(report, LIMIT - marker.length()).compose(templates) + "\n";
  }

  /** Tells two bodies apart that differ in more than when they were written. */
  public static String fingerprint(PullRequestReport report, CommentTemplates templates) {
    return digest(render(report.with(report.stamp().timeless()), templates));
  }

  static String digest(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Whether the comment is to say this.
   *
   * @param there whether the pull request has a comment of ours already
   */
  public static boolean isShown(PullRequestReport report, Comments comments, boolean there) {
    boolean worthTelling =
        switch (report.state()) {
          case RunState.NothingToStage _ -> there || report.notes().stream().anyMatch(Note::isNews);
          case RunState.Removed _ -> there;
          case RunState.Cancelled(var by) -> there || by != null;
          case RunState.Queued _,
              RunState.Waiting _,
              RunState.Staging _,
              RunState.Staged _,
              RunState.Failed _,
              RunState.Analysed _,
              RunState.Delayed _,
              RunState.Broken _ ->
              true;
        };
    return switch (comments) {
      case ALL -> worthTelling;
      case OUTCOMES -> worthTelling && report.conclusion() != Conclusion.PENDING;
      case NONE -> false;
    };
  }

  /**
   * A short comment of its own, for people who do not see edits: only where the verdict turns from
   * pass to fail.
   *
   * @param last the verdict that was told before, or null for none; what is no verdict (see {@link
   *     Conclusion#isVerdict}) does not count as one
   */
  public static Optional<String> ping(
      @Nullable Conclusion last, PullRequestReport report, CommentTemplates templates) {
    if (last != Conclusion.SUCCESS || report.conclusion() != Conclusion.FAILURE) {
      return Optional.empty();
    }
    String text;
    try {
      text = templates.render("ping", Values.of(report)).strip();
    } catch (CommentTemplates.Unusable _) {
      text = CommentTemplates.builtIn().render("ping", Values.of(report)).strip();
    }
    return Optional.of(text.length() > LIMIT ? Headline.of(report) : text);
  }
}
