package dev.understudy.plan;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.source.MetadataYaml;
import dev.understudy.sql.Tokens;
import dev.understudy.sql.Tokens.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parameters that a query names. BigQuery dry-runs a query only when it is told the type of
 * each.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/parameterized-queries">parameterized
 *     queries</a>
 */
final class QueryParameters {
  private QueryParameters() {}

  /**
   * Each parameter's type: as the metadata declares it, else DATE where the name suggests one (so
   * schedulers give it), else that of the column of its name in the table that the query fills,
   * else as its name suggests.
   *
   * @param filled the table's declared columns, as far as it declares any
   */
  static Map<String, String> of(String sql, MetadataYaml metadata, Optional<Schema> filled) {
    Map<String, String> types = known(sql, metadata, filled);
    names(Tokens.of(sql)).forEach(name -> types.putIfAbsent(name, "STRING"));
    return types;
  }

  /** The parameters whose types something tells. */
  static Map<String, String> known(String sql, MetadataYaml metadata, Optional<Schema> filled) {
    Map<String, String> columns = new HashMap<>();
    for (Column column : filled.map(Schema::columns).orElse(List.of())) {
      if (!column.mode().equals("REPEATED") && column.fields().isEmpty()) {
        columns.put(column.name(), standard(column.type()));
      }
    }
    Map<String, String> types = new TreeMap<>();
    for (String name : names(Tokens.of(sql))) {
      String guess = guess(name);
      String column = guess.equals("DATE") ? guess : columns.getOrDefault(name, guess);
      String type = metadata.parameters().getOrDefault(name, column);
      if (!type.isEmpty()) {
        types.put(name, type);
      }
    }
    return types;
  }

  private static String standard(String type) {
    return switch (type) {
      case "INTEGER" -> "INT64";
      case "FLOAT" -> "FLOAT64";
      case "BOOLEAN" -> "BOOL";
      default -> type;
    };
  }

  private static List<String> names(List<Token> tokens) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token at = tokens.get(i);
      Token name = tokens.get(i + 1);
      boolean system = i > 0 && tokens.get(i - 1).text().equals("@");
      boolean adjacent = at.span().end() == name.span().start();
      if (at.text().equals("@")
          && !system
          && adjacent
          && Character.isJavaIdentifierStart(name.text().charAt(0))) {
        names.add(name.text());
      }
    }
    return names;
  }

  /** Empty where a name suggests nothing. */
  private static String guess(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.matches("(.*_)?(date|day|ds)(_.*)?")) {
      return "DATE";
    }
    if (lower.matches("(.*_)?(time|timestamp|at)")) {
      return "TIMESTAMP";
    }
    return lower.matches("(.*_)?(id|size|count|limit|days|hours|n)") ? "INT64" : "";
  }
}
