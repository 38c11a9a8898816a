package dev.understudy.sql.googlesql;

import dev.understudy.sql.Tokens;
import dev.understudy.sql.Tokens.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The dotted names of a text, and what its aliases stand for, as far as its tokens tell. */
final class Names {
  private static final Set<String> BEFORE_ITEM = Set.of(",", "(", "SELECT", "DISTINCT", "STRUCT");

  private final List<Token> tokens;
  private final Map<String, List<String>> unnested = new HashMap<>();
  private final Map<String, List<String>> renamed = new HashMap<>();

  Names(List<Token> tokens) {
    this.tokens = tokens;
    for (int i = 0; i < tokens.size(); i++) {
      if (word(i).equals("UNNEST")) {
        unnest(i);
      } else if (word(i).equals("AS")) {
        rename(i);
      }
    }
  }

  private void unnest(int i) {
    List<String> path = word(i + 1).equals("(") ? pathFrom(i + 2) : List.of();
    int close = i + 1 + 2 * path.size();
    if (path.isEmpty() || !word(close).equals(")")) {
      return;
    }
    int alias = word(close + 1).equals("AS") ? close + 2 : close + 1;
    boolean named = alias < tokens.size() && isName(alias);
    if (named && (alias > close + 1 || Tokens.aliasBegins(tokens.get(alias)))) {
      unnested.putIfAbsent(word(alias), path);
    }
  }

  private void rename(int as) {
    if (as < 1 || as + 1 >= tokens.size() || !isName(as - 1) || !isName(as + 1)) {
      return;
    }
    List<String> path = pathEndingAt(as - 1);
    int before = as - 2 * path.size();
    boolean itself = path.get(path.size() - 1).equalsIgnoreCase(plain(as + 1));
    if (before >= 0 && BEFORE_ITEM.contains(word(before)) && !itself) {
      renamed.putIfAbsent(word(as + 1), path);
    }
  }

  /** A path whose first name is an alias, with what the alias stands for in its place. */
  List<String> expanded(List<String> path) {
    List<String> full = path;
    for (int i = 0; i < 4; i++) {
      String first = full.get(0).toUpperCase(Locale.ROOT);
      List<String> stands = unnested.get(first);
      if (stands == null) {
        return full;
      }
      full = joined(stands, full.subList(1, full.size()));
    }
    return full;
  }

  /** What a name was called before it was renamed, or null. */
  @Nullable List<String> before(List<String> path) {
    List<String> stands = renamed.get(path.get(0).toUpperCase(Locale.ROOT));
    return stands == null ? null : expanded(joined(stands, path.subList(1, path.size())));
  }

  static List<String> joined(List<String> a, List<String> b) {
    List<String> both = new ArrayList<>(a);
    both.addAll(b);
    return both;
  }

  /** The path that begins at a token; empty where none does. */
  List<String> pathFrom(int start) {
    List<String> path = new ArrayList<>();
    for (int i = start; i < tokens.size() && isName(i); i += 2) {
      path.add(plain(i));
      if (!word(i + 1).equals(".")) {
        break;
      }
    }
    return path;
  }

  /** The path that ends at a token. */
  List<String> pathEndingAt(int i) {
    List<String> path = new ArrayList<>(List.of(plain(i)));
    for (int j = i - 1; j > 0 && tokens.get(j).text().equals("."); j -= 2) {
      path.add(0, plain(j - 1));
    }
    return path;
  }

  boolean isName(int i) {
    char first = tokens.get(i).text().charAt(0);
    return (first == '`' || Character.isJavaIdentifierStart(first)) && !tokens.get(i).isString();
  }

  String plain(int i) {
    return tokens.get(i).text().replace("`", "");
  }

  /** A token in capital letters; empty outside of the text. */
  String word(int i) {
    return i >= 0 && i < tokens.size() ? plain(i).toUpperCase(Locale.ROOT) : "";
  }

  int size() {
    return tokens.size();
  }

  /** The bracket that closes the one at a token. */
  int closing(int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += word(i).equals("(") ? 1 : word(i).equals(")") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return tokens.size();
  }
}
