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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a statement names tables and columns: which table a name at a place may belong to. */
final class Mentions {
  private static final int NEAR = 12;

  private final List<Table> tables = new ArrayList<>();
  private final List<Token> tokens;
  private final Names names;
  private final int[] opens;

  private record Table(Identifier id, int token, String alias) {}

  private Mentions(List<Token> tokens) {
    this.tokens = tokens;
    this.names = new Names(tokens);
    this.opens = opens();
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
        int token = mentions.tokenAt(reference.span().start());
        mentions.tables.add(new Table(id, token, alias == null ? called(reference, id) : alias));
      }
    }
    return mentions;
  }

  private static String called(Reference reference, Identifier id) {
    String alias = reference.implicitAlias();
    return alias == null ? id.name() : alias;
  }

  /** For each token the bracket around it, or -1. */
  private int[] opens() {
    int[] around = new int[tokens.size()];
    List<Integer> stack = new ArrayList<>(List.of(-1));
    for (int i = 0; i < around.length; i++) {
      if (names.word(i).equals(")") && stack.size() > 1) {
        stack.removeLast();
      }
      around[i] = stack.getLast();
      if (names.word(i).equals("(")) {
        stack.add(i);
      }
    }
    return around;
  }

  Names names() {
    return names;
  }

  private @Nullable String aliasAfter(int position) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).span().start() >= position) {
        int at = tokens.get(i).text().equalsIgnoreCase("AS") ? i + 1 : i;
        boolean there = at < tokens.size() && (at > i || Tokens.aliasBegins(tokens.get(i)));
        return there ? names.plain(at) : null;
      }
    }
    return null;
  }

  /** A part of the statement: the tokens between two brackets, or one side of a UNION there. */
  private record Region(int start, int end) {
    boolean holds(Table table) {
      return start <= table.token() && table.token() <= end;
    }
  }

  /** The parts around a token, innermost first. */
  private List<Region> regions(int token) {
    List<Region> regions = new ArrayList<>();
    int inner = token;
    while (inner >= 0) {
      int open = opens[inner];
      regions.add(region(inner, open, open < 0 ? tokens.size() : names.closing(open)));
      inner = open;
    }
    return regions;
  }

  private Region region(int token, int open, int close) {
    int start = token;
    while (start - 1 > open && !splits(start - 1, open)) {
      start--;
    }
    int end = token;
    while (end + 1 < close && !splits(end + 1, open)) {
      end++;
    }
    return new Region(start, end);
  }

  private boolean splits(int token, int open) {
    String word = names.word(token);
    return opens[token] == open && (word.equals("UNION") || word.equals(";"));
  }

  /**
   * The unknown tables, those together about which the statement says the same: the parts of it
   * that name them differ in nothing else.
   */
  List<Set<Identifier>> families() {
    Map<Identifier, StringBuilder> said = new LinkedHashMap<>();
    for (Table table : tables) {
      StringBuilder text = said.computeIfAbsent(table.id(), _ -> new StringBuilder());
      text.append('\0').append(said(table));
    }
    Map<String, Set<Identifier>> families = new LinkedHashMap<>();
    said.forEach(
        (id, text) ->
            families.computeIfAbsent(text.toString(), _ -> new LinkedHashSet<>()).add(id));
    return List.copyOf(families.values());
  }

  private String said(Table table) {
    Region own = new Region(table.token(), table.token());
    for (Region region : regions(table.token())) {
      if (tables.stream().anyMatch(t -> region.holds(t) && !t.id().equals(table.id()))) {
        break;
      }
      own = region;
    }
    StringBuilder text = new StringBuilder();
    int name = table.token() + 2 * names.pathFrom(table.token()).size() - 1;
    for (int i = own.start(); i <= own.end(); i++) {
      if ((i < table.token() || i >= name) && !tokens.get(i).isString()) {
        text.append(names.word(i)).append(' ');
      }
    }
    return text.toString();
  }

  /** The unknown tables that a name at a place may belong to, the likeliest first. */
  Set<Identifier> tables(@Nullable String qualifier, int at) {
    int place = tokenAt(at);
    List<Table> near =
        tables.stream()
            .sorted(Comparator.comparingInt(table -> Math.abs(table.token() - place)))
            .toList();
    Set<Identifier> found = new LinkedHashSet<>();
    near.stream()
        .filter(table -> table.alias().equalsIgnoreCase(qualifier))
        .forEach(table -> found.add(table.id()));
    for (Region region : regions(place)) {
      near.stream().filter(region::holds).forEach(table -> found.add(table.id()));
    }
    near.forEach(table -> found.add(table.id()));
    return found;
  }

  int tokenAt(int offset) {
    int low = 0;
    int high = tokens.size() - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (tokens.get(middle).span().end() > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return Math.max(0, low);
  }

  /** The dotted path whose part with this name stands at a place, without that part. */
  List<String> pathAt(int at, String name) {
    int i = tokenAt(at);
    while (i < tokens.size() - 1 && !names.plain(i).equalsIgnoreCase(name)) {
      i++;
    }
    List<String> path = names.pathEndingAt(i);
    return path.size() < 2 ? List.of() : names.expanded(path.subList(0, path.size() - 1));
  }

  /** The path in front of the star at or behind a place; empty where the star stands alone. */
  List<String> pathBeforeStar(int at) {
    int i = tokenAt(at);
    while (i < tokens.size() - 1 && !names.word(i).equals("*")) {
      i++;
    }
    return starred(i);
  }

  private List<String> starred(int star) {
    boolean path =
        star > 1 && names.word(star - 1).equals(".") && !names.word(star - 2).equals(")");
    return path ? names.expanded(names.pathEndingAt(star - 2)) : List.of();
  }

  /** The path whose star is followed by the EXCEPT or REPLACE list around a place, or empty. */
  List<String> pathOfList(int at) {
    int star = starOfList(at);
    return star < 0 ? List.of() : starred(star);
  }

  /** Where the call begins whose star is followed by the list around a place, or -1. */
  int callOfList(int at) {
    int star = starOfList(at);
    if (star < 3 || !names.word(star - 1).equals(".") || !names.word(star - 2).equals(")")) {
      return -1;
    }
    int name = opening(star - 2) - 1;
    return name < 0 ? -1 : name - 2 * (names.pathEndingAt(name).size() - 1);
  }

  private int starOfList(int at) {
    for (int open = opens[tokenAt(at)]; open > 1; open = opens[open]) {
      int word = open - 1;
      while (names.word(word).equals("EXCEPT") || names.word(word).equals("REPLACE")) {
        if (names.word(word - 1).equals("*")) {
          return word - 1;
        }
        word = names.word(word - 1).equals(")") ? opening(word - 1) - 1 : -1;
      }
    }
    return -1;
  }

  private int opening(int close) {
    for (int i = close - 1; i >= 0; i--) {
      if (names.word(i).equals("(") && opens[i] == opens[close]) {
        return i;
      }
    }
    return 0;
  }

  /** Paths of names around a place, nearest first. */
  List<List<String>> pathsNear(int at) {
    int center = tokenAt(at);
    Set<List<String>> paths = new LinkedHashSet<>();
    for (int distance = 0; distance <= NEAR * 3; distance++) {
      addPath(center + distance, paths);
      if (distance > 0 && distance <= NEAR) {
        addPath(center - distance, paths);
      }
    }
    return List.copyOf(paths);
  }

  private void addPath(int i, Set<List<String>> paths) {
    if (i >= 0 && i < tokens.size() && names.isName(i) && !names.word(i + 1).equals(".")) {
      List<String> path = names.expanded(names.pathEndingAt(i));
      paths.add(path);
      List<String> before = names.before(path);
      if (before != null) {
        paths.add(before);
      }
    }
  }
}
