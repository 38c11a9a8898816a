package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.endpoint.Definitions.Query;
import dev.understudy.sql.Rewrite;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import dev.understudy.sql.Tokens;
import dev.understudy.sql.Tokens.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The parameters of a query, put in as literals.
 *
 * @see <a
 *     href="https://cloud.google.com/bigquery/docs/reference/rest/v2/QueryParameter">QueryParameter</a>
 */
record Parameters(List<Parameter> given) {
  /**
   * One parameter.
   *
   * @param name empty for a positional one
   * @param type its JSON
   * @param value its JSON
   */
  record Parameter(String name, JsonNode type, JsonNode value) {
    String literal() {
      return Parameters.literal(type, value);
    }
  }

  static Parameters of(JsonNode config) {
    List<Parameter> given = new ArrayList<>();
    for (JsonNode p : config.path("queryParameters")) {
      JsonNode type = p.path("parameterType");
      if (!type.has("type")) {
        throw Refusal.invalid("A query parameter has no type");
      }
      given.add(new Parameter(p.path("name").asText(""), type, p.path("parameterValue")));
    }
    return new Parameters(given);
  }

  /** The types of named parameters without parts, for a check that keeps every place. */
  Map<String, String> types() {
    Map<String, String> types = new HashMap<>();
    for (Parameter p : given) {
      boolean scalar = !p.type().has("arrayType") && !p.type().has("structTypes");
      if (scalar && !p.name().isEmpty()) {
        types.put(p.name(), p.type().path("type").asText());
      }
    }
    return types;
  }

  /** Whether the types alone tell all about the parameters. */
  boolean simple() {
    return types().size() == given.size();
  }

  /** The query with a literal at the place of each parameter. */
  Query bound(Query query) {
    List<Replacement> literals = new ArrayList<>();
    List<Token> tokens = Tokens.of(query.sql());
    int position = 0;
    for (int i = 0; i < tokens.size(); i++) {
      String text = tokens.get(i).text();
      Span span = tokens.get(i).span();
      if (text.equals("?") && named().isEmpty()) {
        if (position >= given.size()) {
          throw missing(query.sql(), span, "Query parameter at position " + (position + 1));
        }
        literals.add(new Replacement(span, given.get(position++).literal()));
      } else if (isName(tokens, i)) {
        Token name = tokens.get(i + 1);
        Parameter parameter = named().get(name.text().toLowerCase(Locale.ROOT));
        if (parameter == null) {
          throw missing(query.sql(), span, "Query parameter '" + name.text() + "'");
        }
        literals.add(
            new Replacement(new Span(span.start(), name.span().end()), parameter.literal()));
      }
    }
    String sql = Rewrite.apply(query.sql(), new Span(0, query.sql().length()), literals);
    return new Query(sql, query.project(), query.dataset(), Map.of(), query.execute());
  }

  private Map<String, Parameter> named() {
    return given.stream()
        .filter(p -> !p.name().isEmpty())
        .collect(Collectors.toMap(p -> p.name().toLowerCase(Locale.ROOT), p -> p, (a, _) -> a));
  }

  private static boolean isName(List<Token> tokens, int i) {
    boolean system = i > 0 && tokens.get(i - 1).text().equals("@");
    return tokens.get(i).text().equals("@")
        && !system
        && i + 1 < tokens.size()
        && Character.isJavaIdentifierStart(tokens.get(i + 1).text().charAt(0));
  }

  private static Refusal missing(String sql, Span span, String what) {
    String before = sql.substring(0, span.start());
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    return Refusal.query(Definitions.placed(what + " not found", line, column));
  }

  private static String literal(JsonNode type, JsonNode value) {
    String kind = type.path("type").asText().toUpperCase(Locale.ROOT);
    if (kind.equals("ARRAY")) {
      List<String> items = new ArrayList<>();
      value.path("arrayValues").forEach(item -> items.add(literal(type.path("arrayType"), item)));
      return name(type) + "[" + String.join(", ", items) + "]";
    }
    if (kind.equals("STRUCT")) {
      List<String> fields = new ArrayList<>();
      for (JsonNode field : type.path("structTypes")) {
        JsonNode of = value.path("structValues").path(field.path("name").asText());
        fields.add(literal(field.path("type"), of));
      }
      return name(type) + "(" + String.join(", ", fields) + ")";
    }
    JsonNode text = value.path("value");
    if (text.isNull() || text.isMissingNode()) {
      return "CAST(NULL AS " + kind + ")";
    }
    String quoted = quoted(text.asText());
    return switch (kind) {
      case "STRING" -> quoted;
      case "BYTES" -> "FROM_BASE64(" + quoted + ")";
      case "JSON" -> "PARSE_JSON(" + quoted + ")";
      case "INT64", "INTEGER" ->
          text.asText().matches("-?\\d+") ? text.asText() : "CAST(" + quoted + " AS INT64)";
      default -> "CAST(" + quoted + " AS " + kind + ")";
    };
  }

  private static String name(JsonNode type) {
    String kind = type.path("type").asText().toUpperCase(Locale.ROOT);
    if (kind.equals("ARRAY")) {
      return "ARRAY<" + name(type.path("arrayType")) + ">";
    }
    if (!kind.equals("STRUCT")) {
      return kind;
    }
    List<String> fields = new ArrayList<>();
    for (JsonNode field : type.path("structTypes")) {
      String name = field.path("name").asText("");
      fields.add((name.isEmpty() ? "" : "`" + name + "` ") + name(field.path("type")));
    }
    return "STRUCT<" + String.join(", ", fields) + ">";
  }

  private static String quoted(String text) {
    String escaped =
        text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r");
    return "'" + escaped + "'";
  }
}
