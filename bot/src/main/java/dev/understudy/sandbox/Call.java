package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.forge.RepositoryName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * One request, matched to a route.
 *
 * @param path matched, with the parameters as groups
 */
record Call(Caller caller, Matcher path, Map<String, String> query, ObjectNode body) {
  String part(String name) {
    return URLDecoder.decode(path.group(name).replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  long number(String name) {
    try {
      return Long.parseLong(part(name));
    } catch (NumberFormatException _) {
      throw Refusal.notFound();
    }
  }

  RepositoryName repository() {
    return new RepositoryName(part("owner"), part("repo"));
  }

  /** Who is shown as the author of what is written. */
  String author() {
    return caller instanceof Caller.Person(String login) ? login : World.BOT;
  }

  String query(String name, String otherwise) {
    return query.getOrDefault(name, otherwise);
  }

  /** A text that the body must have. */
  String text(String field) {
    if (!body.path(field).isTextual()) {
      throw new Refusal(
          422, "Invalid request.\n\n\"" + field + "\" wasn't supplied or is not a string.");
    }
    return body.path(field).asText();
  }
}
