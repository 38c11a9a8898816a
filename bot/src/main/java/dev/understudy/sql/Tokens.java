package dev.understudy.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * GoogleSQL's lexical structure, read leniently: every text has tokens, whether it parses or not.
 *
 * <p>Source: <a
 * href="https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical">GoogleSQL lexical
 * structure and syntax</a>.
 */
public final class Tokens {
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?.*)?");
  private static final Set<String> AFTER_TABLE =
      Set.of(
          "WHERE",
          "GROUP",
          "ORDER",
          "LIMIT",
          "HAVING",
          "QUALIFY",
          "WINDOW",
          "UNION",
          "INTERSECT",
          "EXCEPT",
          "JOIN",
          "INNER",
          "LEFT",
          "RIGHT",
          "FULL",
          "CROSS",
          "ON",
          "USING",
          "FOR",
          "TABLESAMPLE",
          "PIVOT",
          "UNPIVOT",
          "WHEN",
          "SET",
          "VALUES",
          "SELECT",
          "WITH");

  /** Blocks whose beginning is not told from a function or an operator, so neither is their end. */
  private static final Set<String> UNCOUNTED = Set.of("IF", "LOOP", "WHILE", "FOR", "REPEAT");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Tokens(String text) {
    this.text = text;
  }

  /** One token: a word, number, symbol, quoted name or string; comments and space are none. */
  public record Token(String text, Span span) {
    /** Whether it is a string or bytes literal. */
    public boolean isString() {
      char last = text.charAt(text.length() - 1);
      return text.length() > 1 && (last == '\'' || last == '"');
    }
  }

  /** The tokens of a text, in order. */
  public static List<Token> of(String text) {
    Tokens lexer = new Tokens(text);
    lexer.run();
    return List.copyOf(lexer.tokens);
  }

  /** Whether two texts differ in white space and comments at most. */
  public static boolean same(String a, String b) {
    return texts(a).equals(texts(b));
  }

  /** Whether two texts differ, and only in string literals that are dates or times. */
  public static boolean onlyDatesDiffer(String a, String b) {
    List<String> left = texts(a);
    List<String> right = texts(b);
    if (left.size() != right.size() || left.equals(right)) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!left.get(i).equals(right.get(i)) && !(isDate(left.get(i)) && isDate(right.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDate(String token) {
    int n = token.length();
    return n > 2
        && (token.charAt(0) == '\'' || token.charAt(0) == '"')
        && DATE.matcher(token.substring(1, n - 1)).matches();
  }

  private static List<String> texts(String text) {
    return of(text).stream().map(Token::text).toList();
  }

  /** How deep brackets, CASE and BEGIN nest. */
  public static int depth(String text) {
    int depth = 0;
    int most = 0;
    List<String> words = of(text).stream().map(t -> t.text().toUpperCase(Locale.ROOT)).toList();
    for (int i = 0; i < words.size(); i++) {
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      boolean ends = i > 0 && words.get(i - 1).equals("END");
      int step =
          switch (words.get(i)) {
            case "(", "[", "{" -> 1;
            case ")", "]", "}" -> -1;
            case "CASE" -> ends ? 0 : 1;
            case "BEGIN" -> next.equals("TRANSACTION") || next.equals(";") ? 0 : 1;
            case "END" -> UNCOUNTED.contains(next) ? 0 : -1;
            default -> 0;
          };
      depth = Math.max(0, depth + step);
      most = Math.max(most, depth);
    }
    return most;
  }

  /** Whether a token behind a table's name is its alias, or the AS in front of it. */
  public static boolean aliasBegins(Token token) {
    String next = token.text();
    boolean word = Character.isJavaIdentifierStart(next.charAt(0)) || next.charAt(0) == '`';
    return word && !AFTER_TABLE.contains(next.toUpperCase(Locale.ROOT));
  }

  private void run() {
    while (at < text.length()) {
      next();
    }
  }

  /** Reads on to the end of one token. */
  private void next() {
    int before = tokens.size();
    while (at < text.length() && tokens.size() == before) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '#' || text.startsWith("--", at)) {
        at = endOr(text.indexOf('\n', at), 1);
      } else if (text.startsWith("/*", at)) {
        at = endOr(text.indexOf("*/", at + 2), 2);
      } else {
        int start = at;
        at = end(start, c);
        tokens.add(new Token(text.substring(start, at), new Span(start, at)));
      }
    }
  }

  private int endOr(int found, int length) {
    return found < 0 ? text.length() : found + length;
  }

  private int end(int start, char c) {
    if (c == '\'' || c == '"') {
      return string(start);
    }
    if (c == '`') {
      return quoted(start + 1, "`");
    }
    if (Character.isJavaIdentifierPart(c)) {
      int i = start;
      while (i < text.length() && Character.isJavaIdentifierPart(text.charAt(i))) {
        i++;
      }
      boolean string = i < text.length() && (text.charAt(i) == '\'' || text.charAt(i) == '"');
      String prefix = text.substring(start, i).toLowerCase(Locale.ROOT);
      if (string && Set.of("r", "b", "rb", "br").contains(prefix)) {
        return string(i);
      }
      return i;
    }
    return start + Character.charCount(text.codePointAt(start));
  }

  private int string(int start) {
    String quote = text.substring(start, start + 1);
    String triple = quote.repeat(3);
    return text.startsWith(triple, start) ? quoted(start + 3, triple) : quoted(start + 1, quote);
  }

  /** In a raw string too a backslash keeps the next character from ending it. */
  private int quoted(int from, String end) {
    int i = from;
    while (i < text.length() && !text.startsWith(end, i)) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), i + end.length());
  }
}
