package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Routine;
import dev.understudy.sql.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a call of a routine says of its arguments: the fields that the routine's body reads of a
 * parameter are fields of the argument.
 */
final class Called {
  private static final int DEEP = 4;

  private final Analysis analysis;

  Called(Analysis analysis) {
    this.analysis = analysis;
  }

  /**
   * A use of an argument.
   *
   * @param path from the argument's own path down to what is used
   * @param how as a value, as an array, or with all its fields
   */
  record Use(List<String> path, How how) {}

  /** How something is used. */
  enum How {
    VALUE,
    ARRAY,
    RECORD
  }

  /** The uses of the paths that the call at a token hands over; none where there is no token. */
  Set<Use> uses(Names names, int call) {
    Set<Use> uses = new LinkedHashSet<>();
    if (call >= 0) {
      collect(names, call, Map.of(), uses, 0);
    }
    return uses;
  }

  private void collect(
      Names names, int call, Map<String, List<String>> bound, Set<Use> uses, int depth) {
    List<String> name = names.pathFrom(call);
    int open = call + 2 * name.size() - 1;
    if (name.isEmpty() || depth > DEEP || !names.word(open).equals("(")) {
      return;
    }
    Routine routine = routine(name);
    if (routine == null) {
      return;
    }
    Names body = new Names(Tokens.of(routine.statement()));
    int parameters = 0;
    while (parameters < body.size() && !body.word(parameters).equals("(")) {
      parameters++;
    }
    Map<String, List<String>> inside = bind(names, open, body, parameters, bound);
    if (!inside.isEmpty()) {
      read(body, body.closing(parameters) + 1, inside, uses, depth);
    }
  }

  private @org.jspecify.annotations.Nullable Routine routine(List<String> name) {
    List<String> parts = List.of(String.join(".", name).split("\\.", -1));
    String dataset = analysis.dataset();
    Identifier id =
        new Normalized.Defaults(analysis.project(), dataset == null ? "_none_" : dataset)
            .resolve(parts);
    return analysis.routines().get(id);
  }

  private static Map<String, List<String>> bind(
      Names caller, int open, Names body, int parameters, Map<String, List<String>> bound) {
    List<Integer> arguments = items(caller, open);
    List<Integer> names = items(body, parameters);
    Map<String, List<String>> inside = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(arguments.size(), names.size()); i++) {
      int at = arguments.get(i);
      List<String> path = caller.pathFrom(at);
      String after = caller.word(at + 2 * path.size() - 1);
      if (!path.isEmpty() && (after.equals(",") || after.equals(")"))) {
        List<String> full = resolved(caller.expanded(path), bound);
        if (bound.isEmpty() || full != null) {
          inside.put(body.word(names.get(i)), full == null ? path : full);
        }
      }
    }
    return inside;
  }

  private static @org.jspecify.annotations.Nullable List<String> resolved(
      List<String> path, Map<String, List<String>> bound) {
    if (bound.isEmpty()) {
      return path;
    }
    List<String> root = bound.get(path.get(0).toUpperCase(Locale.ROOT));
    return root == null ? null : Names.joined(root, path.subList(1, path.size()));
  }

  /** Where the items of a bracketed list begin. */
  private static List<Integer> items(Names names, int open) {
    List<Integer> starts = new ArrayList<>(List.of(open + 1));
    int depth = 0;
    int close = names.closing(open);
    for (int i = open + 1; i < close; i++) {
      switch (names.word(i)) {
        case "(", "[", "<" -> depth++;
        case ")", "]", ">" -> depth--;
        case "," -> {
          if (depth == 0) {
            starts.add(i + 1);
          }
        }
        default -> {}
      }
    }
    return starts;
  }

  private void read(
      Names body, int from, Map<String, List<String>> bound, Set<Use> uses, int depth) {
    for (int i = from; i < body.size(); i++) {
      if (!body.isName(i) || body.word(i - 1).equals(".") || body.word(i - 1).equals("AS")) {
        continue;
      }
      List<String> path = body.pathFrom(i);
      int after = i + 2 * path.size() - 1;
      if (body.word(after).equals("(")) {
        collect(body, i, bound, uses, depth + 1);
        continue;
      }
      List<String> full = resolved(body.expanded(path), bound);
      if (full != null) {
        boolean star = body.word(after).equals(".") && body.word(after + 1).equals("*");
        boolean array = body.word(i - 2).equals("UNNEST");
        uses.add(new Use(full, star ? How.RECORD : array ? How.ARRAY : How.VALUE));
      }
    }
  }
}
