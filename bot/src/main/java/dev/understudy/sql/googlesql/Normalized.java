package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlFacts.SqlError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

  /** Tables with rows go by names of their own; every table goes on being called as it was. */
  static Normalized of(
      String sql, List<Reference> references, Defaults defaults, Map<Identifier, String> filled) {
    List<Replacement> replacements = new ArrayList<>();
    for (Reference reference : references) {
      if (reference.form() == Reference.Form.PATH) {
        Identifier id = defaults.resolve(reference.path());
        String own = filled.get(id);
        String written = own == null ? quoted(id) : own;
        String alias = alias(reference, own == null ? id.name() : own);
        replacements.add(new Replacement(reference.span(), written + alias));
      }
    }
    replacements.sort(Comparator.comparingInt(r -> r.span().start()));
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (Replacement r : replacements) {
      text.append(sql, at, r.span().start()).append(r.text());
      at = r.span().end();
    }
    return new Normalized(sql, text.append(sql.substring(at)).toString(), replacements);
  }

  /** The catalog holds names part by part, and calls a table by the last of them. */
  private static String alias(Reference reference, String name) {
    String alias = reference.implicitAlias();
    return alias == null || alias.equalsIgnoreCase(name) ? "" : " AS `" + alias + "`";
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
