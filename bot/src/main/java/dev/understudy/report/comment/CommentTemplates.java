package dev.understudy.report.comment;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.sql.template.TextTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The comment's layout: one small template for each part, built in (see {@code templates/comment})
 * or a team's own.
 */
public final class CommentTemplates {
  /** The folder of a team's own templates, in the repository's base branch. */
  public static final String FOLDER = ".understudy/comment/";

  /** The parts, each in a file {@code <part>.md}. */
  public static final List<String> PARTS =
      List.of(
          "comment",
          "notes",
          "failures",
          "removed",
          "changed",
          "skipped",
          "pipeline",
          "closure",
          "impact",
          "remarks",
          "staged",
          "footer",
          "ping");

  private static final Map<String, TextTemplate> BUILT_IN = builtInParts();

  private final Map<String, TextTemplate> own;

  private CommentTemplates(Map<String, TextTemplate> own) {
    this.own = Map.copyOf(own);
  }

  /** The built-in layout. */
  public static CommentTemplates builtIn() {
    return new CommentTemplates(Map.of());
  }

  /**
   * A team's layout; the built-in one where it has none of its own.
   *
   * @param overrides the text of a file of the base branch, by its path from the root, such as
   *     {@code .understudy/comment/footer.md}
   */
  public static CommentTemplates of(Function<String, Optional<String>> overrides) {
    Map<String, TextTemplate> own = new LinkedHashMap<>();
    for (String part : PARTS) {
      String path = FOLDER + part + ".md";
      overrides.apply(path).ifPresent(text -> own.put(part, new TextTemplate(text, path)));
    }
    return new CommentTemplates(own);
  }

  /** A template of a team's own cannot be used. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String part;
    private final transient Location location;

    Unusable(String part, Location location, String message) {
      super(message, null, false, false);
      this.part = part;
      this.location = location;
    }

    String part() {
      return part;
    }

    Location location() {
      return location;
    }
  }

  /**
   * Writes a part.
   *
   * @throws Unusable where a team's own template is broken
   */
  String render(String part, Map<String, ?> values) {
    TextTemplate template = own.get(part);
    if (template == null) {
      return builtInPart(part).render(values);
    }
    try {
      return template.render(values);
    } catch (Problem problem) {
      throw new Unusable(part, problem.location(), String.valueOf(problem.getMessage()));
    }
  }

  boolean isOwn(String part) {
    return own.containsKey(part);
  }

  /** The same with the built-in layout of one part. */
  CommentTemplates without(String part) {
    Map<String, TextTemplate> fewer = new LinkedHashMap<>(own);
    fewer.remove(part);
    return new CommentTemplates(fewer);
  }

  private static TextTemplate builtInPart(String part) {
    TextTemplate template = BUILT_IN.get(part);
    if (template == null) {
      throw new IllegalArgumentException("there is no template " + part);
    }
    return template;
  }

  private static Map<String, TextTemplate> builtInParts() {
    Map<String, TextTemplate> parts = new LinkedHashMap<>();
    for (String part : PARTS) {
      String path = "templates/comment/" + part + ".md";
      parts.put(part, new TextTemplate(resource("/" + path), path));
    }
    return Map.copyOf(parts);
  }

  private static String resource(String path) {
    try (InputStream in = CommentTemplates.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
