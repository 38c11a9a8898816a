package dev.understudy.report.comment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The comment's hidden first line. Anybody can write such a line: it is worth something only in a
 * comment that is known to be ours.
 *
 * @param state as in {@link RunState#label()}
 */
public record Marker(
    String repository, int number, String sha, String run, long sequence, String state) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String START = "<!-- understudy:v1 ";
  private static final String END = " -->";

  static Marker of(PullRequestReport report) {
    Subject subject = report.subject();
    Stamp stamp = report.stamp();
    return new Marker(
        subject.repository(),
        subject.number(),
        subject.sha(),
        stamp.run(),
        stamp.sequence(),
        report.state().label());
  }

  /** The marker of a comment of ours, if it has one. */
  public static Optional<Marker> read(String body) {
    String line = body.lines().findFirst().orElse("");
    if (!line.startsWith(START) || !line.endsWith(END)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(line.substring(START.length(), line.length() - END.length()));
      return Optional.of(
          new Marker(
              json.path("repo").asText(),
              json.path("pr").asInt(),
              json.path("sha").asText(),
              json.path("run").asText(),
              json.path("seq").asLong(),
              json.path("state").asText()));
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  /** The line; nothing in it can end the HTML comment. */
  String line() {
    ObjectNode json = JSON.createObjectNode();
    json.put("repo", repository).put("pr", number).put("sha", sha);
    json.put("run", run).put("seq", sequence).put("state", state);
    String text = json.toString().replace("<", "\\u003c").replace(">", "\\u003e");
    return START + text + END;
  }
}
