package dev.understudy.source;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Catalog;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.sql.Reference;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Artifacts by path patterns; what the path does not tell, the CREATE statement does. */
final class PatternLayout {
  private static final Pattern WORD = Pattern.compile("\\{(project|dataset|name)}|\\*");

  private final SourceTree tree;
  private final List<LayoutRules.Pattern> rules;
  private final Function<String, SqlFacts> facts;

  PatternLayout(
      SourceTree tree, List<LayoutRules.Pattern> rules, Function<String, SqlFacts> facts) {
    this.tree = tree;
    this.rules = rules;
    this.facts = facts;
  }

  Catalog catalog() {
    List<Artifact> artifacts = new ArrayList<>();
    List<Catalog.Flaw> flaws = new ArrayList<>();
    List<Pattern> patterns = rules.stream().map(rule -> compile(rule.path())).toList();
    for (SourceTree.Entry entry : tree.files()) {
      for (int i = 0; i < rules.size(); i++) {
        Matcher matcher = patterns.get(i).matcher(entry.path());
        if (matcher.matches()) {
          try {
            artifacts.add(artifact(entry.path(), rules.get(i), words(matcher)));
          } catch (Problem problem) {
            flaws.add(
                new Catalog.Flaw(null, problem.location(), String.valueOf(problem.getMessage())));
          }
          break;
        }
      }
    }
    return new Catalog(artifacts, flaws);
  }

  private static Map<String, String> words(Matcher matcher) {
    Map<String, String> words = new TreeMap<>();
    for (String word : matcher.namedGroups().keySet()) {
      words.put(word, matcher.group(word));
    }
    return words;
  }

  /**
   * {@code *} stands for anything between two slashes, and so do the words. A word that comes again
   * stands for the same.
   */
  static Pattern compile(String path) {
    StringBuilder regex = new StringBuilder();
    Matcher matcher = WORD.matcher(path);
    Set<String> seen = new HashSet<>();
    int at = 0;
    while (matcher.find()) {
      regex.append(Pattern.quote(path.substring(at, matcher.start())));
      String word = matcher.group(1);
      if (word == null) {
        regex.append("[^/]*");
      } else {
        regex.append(seen.add(word) ? "(?<" + word + ">[^/]+)" : "\\k<" + word + ">");
      }
      at = matcher.end();
    }
    return Pattern.compile(regex.append(Pattern.quote(path.substring(at))).toString());
  }

  private Artifact artifact(String path, LayoutRules.Pattern rule, Map<String, String> words) {
    String project = words.getOrDefault("project", rule.project() == null ? "" : rule.project());
    String dataset = words.getOrDefault("dataset", rule.dataset() == null ? "" : rule.dataset());
    String name = words.getOrDefault("name", "");
    Kind kind = rule.kind();
    if (kind == null || project.isEmpty() || dataset.isEmpty() || name.isEmpty()) {
      SqlStatement create = creating(path);
      kind = kind != null ? kind : kindOf(create);
      List<String> made =
          create == null || create.created() == null ? List.of() : create.created().path();
      int n = made.size();
      name = name.isEmpty() && n >= 1 ? made.get(n - 1) : name;
      dataset = dataset.isEmpty() && n >= 2 ? made.get(n - 2) : dataset;
      project = project.isEmpty() && n >= 3 ? made.get(n - 3) : project;
    }
    if (project.isEmpty() || dataset.isEmpty() || name.isEmpty()) {
      SqlFacts.SqlError error = facts.apply(path).error();
      if (error != null) {
        throw Problem.at(new Location(path, error.line(), error.column()), error.message());
      }
      throw Problem.at(
          Location.of(path),
          "neither the path (pattern `"
              + rule.path()
              + "`) nor a CREATE statement tells the full name project.dataset.name; set `project`"
              + " or `dataset` in the pattern");
    }
    return new Artifact(
        new Identifier(project, dataset, name), kind, path, schema(rule, words), null, List.of());
  }

  private @Nullable String schema(LayoutRules.Pattern rule, Map<String, String> words) {
    if (rule.schema() == null) {
      return null;
    }
    String path = rule.schema();
    for (Map.Entry<String, String> word : words.entrySet()) {
      path = path.replace("{" + word.getKey() + "}", word.getValue());
    }
    return tree.blob(path).isPresent() ? path : null;
  }

  private @Nullable SqlStatement creating(String path) {
    return facts.apply(path).statements().stream()
        .filter(s -> s.created() != null)
        .findFirst()
        .orElse(null);
  }

  private static Kind kindOf(@Nullable SqlStatement create) {
    if (create == null) {
      return Kind.TABLE;
    }
    Reference created = create.created();
    if (created != null && created.role() == Reference.Role.PROCEDURE) {
      return Kind.PROCEDURE;
    }
    return switch (create.type()) {
      case CREATE_VIEW -> Kind.VIEW;
      case CREATE_MATERIALIZED_VIEW -> Kind.MATERIALIZED_VIEW;
      case CREATE_FUNCTION, CREATE_TABLE_FUNCTION -> Kind.ROUTINE;
      case CREATE_EXTERNAL_TABLE -> Kind.EXTERNAL_TABLE;
      default -> Kind.TABLE;
    };
  }
}
