package dev.understudy.config;

import dev.understudy.artifact.Kind;
import dev.understudy.source.LayoutRules;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code layout}, and every other path into the repository. */
final class LayoutYaml {
  private static final Pattern WORD = Pattern.compile("\\{([^}]*)}");
  private static final Set<String> WORDS = Set.of("project", "dataset", "name");

  /** Parts between single slashes, none of them {@code .} or {@code ..}. */
  private static final Pattern INSIDE =
      Pattern.compile("(?!\\.{1,2}(/|$))[^/]+(/(?!\\.{1,2}(/|$))[^/]+)*");

  private LayoutYaml() {}

  static LayoutRules read(Section layout) {
    layout.checked();
    String preset = layout.text("preset", "bigquery-etl");
    if (!preset.equals("bigquery-etl")) {
      throw layout.problem("preset", "the one preset is bigquery-etl; use patterns otherwise");
    }
    List<LayoutRules.Pattern> patterns =
        layout.sections("patterns").stream().map(LayoutYaml::pattern).toList();
    return new LayoutRules(inside(layout, "root", "sql"), patterns);
  }

  private static LayoutRules.Pattern pattern(Section pattern) {
    String path = inside(pattern.checked(), "path", pattern.required("path"));
    words(pattern, "path", path, WORDS);
    String schema = pattern.textOrNull("schema");
    if (schema != null) {
      Set<String> told =
          WORD.matcher(path).results().map(m -> m.group(1)).collect(Collectors.toSet());
      words(pattern, "schema", inside(pattern, "schema", schema), told);
    }
    return new LayoutRules.Pattern(
        path, kind(pattern), pattern.textOrNull("project"), pattern.textOrNull("dataset"), schema);
  }

  /** A path that stays inside of the repository, as its files are called there. */
  static String inside(Section section, String key, String otherwise) {
    String path = section.text(key, otherwise);
    if (!INSIDE.matcher(path).matches()) {
      throw section.problem(
          key,
          "expected a path inside of the repository, such as sql or data/sql, but read `"
              + path
              + "`");
    }
    return path;
  }

  private static void words(Section section, String key, String path, Set<String> known) {
    Matcher matcher = WORD.matcher(path);
    while (matcher.find()) {
      if (!known.contains(matcher.group(1))) {
        String may =
            known.isEmpty()
                ? "`path` has no such words"
                : "it may use " + known.stream().sorted().map(word -> "{" + word + "}").toList();
        throw section.problem(key, "`" + path + "` names " + matcher.group() + "; " + may);
      }
    }
  }

  private static @Nullable Kind kind(Section pattern) {
    String label = pattern.textOrNull("kind");
    if (label == null) {
      return null;
    }
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                pattern.problem(
                    "kind",
                    "`"
                        + label
                        + "` is none of "
                        + Arrays.stream(Kind.values()).map(Kind::label).toList()));
  }
}
