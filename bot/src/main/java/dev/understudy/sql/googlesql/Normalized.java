package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlFacts.SqlError;
import dev.understudy.sql.Tokens;
import dev.understudy.sql.Tokens.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A text in which every name outside of it is written in full and part by part, as the catalog
 * holds it; positions lead back to the text as it was.
 */
final class Normalized {
  private final String original;
  private final String text;
  private final List<Replacement> replacements;

  private Normalized(String original, String text, List<Replacement> replacements) {
    this.original = original;
    this.text = text;
    this.replacements = replacements;
  }

  static Normalized of(String sql, List<Reference> references, Defaults defaults) {
    return of(sql, references, defaults, Map.of());
  }

  /** Tables with rows go by names of their own, and keep the old one as their alias. */
  static Normalized of(
      String sql, List<Reference> references, Defaults defaults, Map<Identifier, String> filled) {
    List<Replacement> replacements = new ArrayList<>();
    for (Reference reference : references) {
      if (reference.form() == Reference.Form.PATH) {
        Identifier id = defaults.resolve(reference.path());
        String name = filled.get(id);
        String written = name == null ? quoted(id) : filled(reference, name, id);
        replacements.add(new Replacement(reference.span(), written));
      }
    }
    replacements.addAll(qualifiers(sql, references));
    replacements.sort(Comparator.comparingInt(r -> r.span().start()));
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (Replacement r : replacements) {
      text.append(sql, at, r.span().start()).append(r.text());
      at = r.span().end();
    }
    return new Normalized(sql, text.append(sql.substring(at)).toString(), replacements);
  }

  /**
   * Where a table's full name, quoted as one, says whose column is meant. The catalog holds names
   * part by part, so the table's implicit alias is the last part alone.
   */
  private static List<Replacement> qualifiers(String sql, List<Reference> references) {
    Map<String, String> names = new HashMap<>();
    Set<Span> spans = new HashSet<>();
    for (Reference reference : references) {
      spans.add(reference.span());
      String written = sql.substring(reference.span().start(), reference.span().end());
      boolean one = written.startsWith("`") && written.indexOf('`', 1) == written.length() - 1;
      if (reference.implicitAlias() && one && reference.path().size() > 1) {
        names.put(written, "`" + reference.path().getLast() + "`");
      }
    }
    if (names.isEmpty()) {
      return List.of();
    }
    List<Replacement> replacements = new ArrayList<>();
    List<Token> tokens = Tokens.of(sql);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      String name = names.get(token.text());
      if (name != null && tokens.get(i + 1).text().equals(".") && !spans.contains(token.span())) {
        replacements.add(new Replacement(token.span(), name));
      }
    }
    return replacements;
  }

  private static String filled(Reference reference, String name, Identifier id) {
    return reference.implicitAlias() ? name + " AS `" + id.name() + "`" : name;
  }

  private static String quoted(Identifier id) {
    String project = id.dataset().equals("INFORMATION_SCHEMA") ? "information" : id.project();
    return "`" + project + "`.`" + id.dataset() + "`.`" + id.name() + "`";
  }

  String text() {
    return text;
  }

  /** A span of the original, in this text. */
  Span here(Span span) {
    return new Span(forward(span.start()), forward(span.end()));
  }

  private int forward(int offset) {
    int shift = 0;
    for (Replacement r : replacements) {
      if (r.span().end() <= offset) {
        shift += r.text().length() - (r.span().end() - r.span().start());
      }
    }
    return offset + shift;
  }

  /** The original's offset of an offset in this text. */
  int back(int offset) {
    int shift = 0;
    for (Replacement r : replacements) {
      int start = r.span().start() + shift;
      if (start + r.text().length() <= offset) {
        shift += r.text().length() - (r.span().end() - r.span().start());
      } else if (start < offset) {
        return r.span().start();
      }
    }
    return offset - shift;
  }

  /** An error of a part of this text that begins at an offset, placed in the original. */
  SqlError placed(SqlError error, int start) {
    if (error.line() == 0) {
      return error;
    }
    int at = back(start + offset(text.substring(start), error.line(), error.column()));
    int line = 1;
    int lineStart = 0;
    for (int i = original.indexOf('\n'); i >= 0 && i < at; i = original.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    return new SqlError(error.message(), line, at - lineStart + 1);
  }

  static int offset(String text, int line, int column) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      int next = text.indexOf('\n', start);
      if (next < 0) {
        break;
      }
      start = next + 1;
    }
    return Math.min(text.length(), start + column - 1);
  }

  /** What a name leaves out. */
  record Defaults(String project, String dataset) {
    Identifier resolve(List<String> path) {
      for (int i = 0; i < path.size(); i++) {
        if (path.get(i).toUpperCase(Locale.ROOT).equals("INFORMATION_SCHEMA")) {
          String view = i + 1 < path.size() ? path.get(i + 1) : "SCHEMATA";
          String scope = i == 0 ? project : String.join(".", path.subList(0, i));
          return new Identifier(scope, "INFORMATION_SCHEMA", view.toUpperCase(Locale.ROOT));
        }
      }
      int n = path.size();
      return new Identifier(
          n >= 3 ? String.join(".", path.subList(0, n - 2)) : project,
          n >= 2 ? path.get(n - 2) : dataset,
          path.get(n - 1));
    }
  }
}
