package dev.understudy.sql.googlesql;

import com.google.zetasql.LanguageOptions;
import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Reference;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.Tokens;
import dev.understudy.sql.Tokens.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a statement names tables and columns: which table a name at a place may belong to. */
final class Mentions {
  private static final int NEAR = 12;

  private final List<Table> tables = new ArrayList<>();
  private final List<Token> tokens;
  private final int[] depths;

  private record Table(Identifier id, int start, String alias) {}

  private Mentions(List<Token> tokens) {
    this.tokens = tokens;
    this.depths = depths(tokens);
  }

  static Mentions of(Analysis analysis, Set<Identifier> unknown, LanguageOptions language) {
    Mentions mentions = new Mentions(Tokens.of(analysis.sql()));
    SqlFacts facts = ScriptReader.read(analysis.sql(), language);
    String dataset = analysis.dataset();
    Normalized.Defaults defaults =
        new Normalized.Defaults(analysis.project(), dataset == null ? "_none_" : dataset);
    for (Reference reference : facts.references()) {
      boolean table = reference.role() == Reference.Role.TABLE;
      Identifier id = defaults.resolve(reference.path());
      if (table && unknown.contains(id)) {
        String alias = mentions.aliasAfter(reference.span().end());
        mentions.tables.add(
            new Table(id, reference.span().start(), alias == null ? id.name() : alias));
      }
    }
    return mentions;
  }

  private static int[] depths(List<Token> tokens) {
    int[] depths = new int[tokens.size()];
    int depth = 0;
    for (int i = 0; i < depths.length; i++) {
      String text = tokens.get(i).text();
      depth -= text.equals(")") ? 1 : 0;
      depths[i] = depth;
      depth += text.equals("(") ? 1 : 0;
    }
    return depths;
  }

  Set<Identifier> tables() {
    Set<Identifier> ids = new LinkedHashSet<>();
    tables.forEach(table -> ids.add(table.id()));
    return ids;
  }

  private @Nullable String aliasAfter(int position) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).span().start() >= position) {
        int at = tokens.get(i).text().equalsIgnoreCase("AS") ? i + 1 : i;
        boolean there = at < tokens.size() && (at > i || Tokens.aliasBegins(tokens.get(i)));
        return there ? tokens.get(at).text().replace("`", "") : null;
      }
    }
    return null;
  }

  /** The unknown table that a name belongs to: by its alias, else the nearest of the same query. */
  @Nullable Identifier table(@Nullable String qualifier, int at) {
    if (qualifier != null) {
      for (Table table : byDistance(at)) {
        if (table.alias().equalsIgnoreCase(qualifier)) {
          return table.id();
        }
      }
    }
    int place = tokenAt(at);
    for (Table table : byDistance(at)) {
      if (sameQuery(place, tokenAt(table.start()))) {
        return table.id();
      }
    }
    List<Table> nearest = byDistance(at);
    return nearest.isEmpty() ? null : nearest.get(0).id();
  }

  private List<Table> byDistance(int at) {
    return tables.stream()
        .sorted(Comparator.comparingInt(table -> Math.abs(table.start() - at)))
        .toList();
  }

  /** Whether no bracket closes below the lower of two tokens between them. */
  private boolean sameQuery(int a, int b) {
    int from = Math.min(a, b);
    int to = Math.max(a, b);
    int table = depths[Math.max(0, Math.min(depths.length - 1, b))];
    for (int i = from; i <= to && i < depths.length; i++) {
      if (depths[i] < table) {
        return false;
      }
    }
    return true;
  }

  private int tokenAt(int offset) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).span().end() > offset) {
        return i;
      }
    }
    return Math.max(0, tokens.size() - 1);
  }

  /** The dotted path whose part with this name stands at a place, up to that part. */
  List<String> pathAt(int at, String name) {
    int i = tokenAt(at);
    while (i < tokens.size() - 1 && !plain(i).equalsIgnoreCase(name)) {
      i++;
    }
    List<String> path = new ArrayList<>();
    for (int j = i - 1; j > 0 && tokens.get(j).text().equals("."); j -= 2) {
      path.add(0, plain(j - 1));
    }
    return path;
  }

  /** Paths of names around a place, nearest first. */
  List<List<String>> pathsNear(int at) {
    int center = tokenAt(at);
    List<List<String>> paths = new ArrayList<>();
    List<Integer> distances = new ArrayList<>();
    for (int distance = 0; distance <= NEAR * 3; distance++) {
      distances.add(center + distance);
      if (distance > 0 && distance <= NEAR) {
        distances.add(center - distance);
      }
    }
    for (int i : distances) {
      if (i >= 0 && i < tokens.size() && isName(i) && !followedByDot(i)) {
        List<String> path = pathEndingAt(i);
        if (!paths.contains(path)) {
          paths.add(path);
        }
      }
    }
    return paths;
  }

  private List<String> pathEndingAt(int i) {
    List<String> path = new ArrayList<>(List.of(plain(i)));
    for (int j = i - 1; j > 0 && tokens.get(j).text().equals("."); j -= 2) {
      path.add(0, plain(j - 1));
    }
    return path;
  }

  private boolean isName(int i) {
    char first = tokens.get(i).text().charAt(0);
    return (first == '`' || Character.isJavaIdentifierStart(first)) && !tokens.get(i).isString();
  }

  private boolean followedByDot(int i) {
    return i + 1 < tokens.size() && tokens.get(i + 1).text().equals(".");
  }

  private String plain(int i) {
    return tokens.get(i).text().replace("`", "");
  }
}
