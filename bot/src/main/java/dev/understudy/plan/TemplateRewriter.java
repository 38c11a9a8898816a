package dev.understudy.plan;

import dev.understudy.sql.Rewrite;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import dev.understudy.sql.template.Jinja;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rewrites names in a template and leaves its Jinja as it is. It looks for the names as they are
 * written; whether that was right is proved by rendering the result.
 */
final class TemplateRewriter {
  /** Comments and strings, in which names stay. */
  private static final String SKIPPED =
      "(?s:\\{#.*?#}|/\\*.*?\\*/|--[^\\n]*|#[^\\n]*|'''.*?'''|\"\"\".*?\"\"\""
          + "|'(?:[^'\\\\\\n]|\\\\.)*+'|\"(?:[^\"\\\\\\n]|\\\\.)*+\")";

  private final String template;
  private final Map<String, String> names = new HashMap<>();
  private boolean ambiguous;

  TemplateRewriter(String template) {
    this.template = template;
  }

  /** One rendering and what to replace in it. */
  record Rendering(boolean init, String text, List<Replacement> replacements) {
    String rewritten() {
      return Rewrite.apply(text, new Span(0, text.length()), replacements);
    }
  }

  /** The template with its names replaced; empty where the same text means different names. */
  Optional<String> rewrite(List<Rendering> renderings) {
    for (Rendering rendering : renderings) {
      for (Replacement replacement : rendering.replacements()) {
        Span span = replacement.span();
        String written = rendering.text().substring(span.start(), span.end());
        String before = names.putIfAbsent(written, replacement.text());
        ambiguous |= before != null && !before.equals(replacement.text());
      }
    }
    if (ambiguous) {
      return Optional.empty();
    }
    String result = names.isEmpty() ? template : replaced();
    return renderings.stream().allMatch(r -> proves(result, r))
        ? Optional.of(result)
        : Optional.empty();
  }

  private String replaced() {
    String written =
        names.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    Pattern pattern =
        Pattern.compile(SKIPPED + "|(?<![\\w.`-])(?<name>" + written + ")(?![\\w.`-])");
    Matcher matcher = pattern.matcher(template);
    return matcher.replaceAll(
        m -> {
          String name = m.group("name");
          return Matcher.quoteReplacement(
              name == null ? m.group() : names.getOrDefault(name, name));
        });
  }

  private static boolean proves(String result, Rendering rendering) {
    Jinja.Rendered again = Jinja.render(result, rendering.init());
    return again.error() == null && again.text().equals(rendering.rewritten());
  }
}
