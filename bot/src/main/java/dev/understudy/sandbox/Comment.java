package dev.understudy.sandbox;

import java.time.Instant;
import java.util.List;

/**
 * A comment on a pull request.
 *
 * @param author a login; an app's ends in {@code [bot]}
 */
public record Comment(
    long id,
    int number,
    String author,
    String body,
    Instant createdAt,
    Instant updatedAt,
    List<Reaction> reactions) {
  /** The most characters of a body ("body is too long (maximum is 65536 characters)"). */
  public static final int LIMIT = 65_536;

  public Comment {
    reactions = List.copyOf(reactions);
  }

  /**
   * A reaction to it.
   *
   * @param content such as {@code eyes}, {@code rocket} or {@code -1}
   */
  public record Reaction(long id, String author, String content, Instant createdAt) {}

  Comment withBody(String text, Instant now) {
    return new Comment(id, number, author, text, createdAt, now, reactions);
  }

  Comment withReactions(List<Reaction> others) {
    return new Comment(id, number, author, body, createdAt, updatedAt, others);
  }
}
