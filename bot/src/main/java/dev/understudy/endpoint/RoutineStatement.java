package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.artifact.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The statement that makes a routine which was described as JSON.
 *
 * @see <a
 *     href="https://cloud.google.com/bigquery/docs/reference/rest/v2/routines#Routine">Routine</a>
 */
final class RoutineStatement {
  private RoutineStatement() {}

  static String of(Identifier id, JsonNode routine, boolean replace) {
    String language = routine.path("language").asText("SQL").toUpperCase(Locale.ROOT);
    String type = routine.path("routineType").asText("SCALAR_FUNCTION");
    boolean sql = language.equals("SQL") || language.equals("LANGUAGE_UNSPECIFIED");
    String body = routine.path("definitionBody").asText();
    String head = (replace ? "CREATE OR REPLACE " : "CREATE ") + word(type);
    StringBuilder text = new StringBuilder(head).append(" `").append(id).append("`(");
    text.append(arguments(routine)).append(")");
    if (type.equals("PROCEDURE")) {
      return text.append("\n").append(body).toString();
    }
    if (routine.has("returnType")) {
      text.append(" RETURNS ").append(name(routine.path("returnType")));
    }
    if (type.equals("TABLE_VALUED_FUNCTION")) {
      return text.append(" AS (\n").append(body).append("\n)").toString();
    }
    if (sql) {
      return text.append(" AS (\n").append(body).append("\n)").toString();
    }
    text.append(" LANGUAGE js");
    List<String> libraries = new ArrayList<>();
    routine.path("importedLibraries").forEach(uri -> libraries.add("'" + uri.asText() + "'"));
    if (!libraries.isEmpty()) {
      text.append(" OPTIONS (library = [").append(String.join(", ", libraries)).append("])");
    }
    return text.append(" AS ").append(quoted(body)).toString();
  }

  private static String quoted(String code) {
    return "\"\"\"" + code.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\"\"";
  }

  private static String word(String type) {
    return switch (type) {
      case "PROCEDURE" -> "PROCEDURE";
      case "TABLE_VALUED_FUNCTION" -> "TABLE FUNCTION";
      case "AGGREGATE_FUNCTION" -> "AGGREGATE FUNCTION";
      case "SCALAR_FUNCTION" -> "FUNCTION";
      default -> throw Refusal.invalid("Invalid routineType \"" + type + "\"");
    };
  }

  private static String arguments(JsonNode routine) {
    List<String> arguments = new ArrayList<>();
    for (JsonNode argument : routine.path("arguments")) {
      boolean any = argument.path("argumentKind").asText().equals("ANY_TYPE");
      String mode = argument.path("mode").asText("");
      arguments.add(
          (mode.isEmpty() ? "" : mode + " ")
              + "`"
              + argument.path("name").asText()
              + "` "
              + (any ? "ANY TYPE" : name(argument.path("dataType"))));
    }
    return String.join(", ", arguments);
  }

  private static String name(JsonNode type) {
    String kind = type.path("typeKind").asText();
    if (kind.equals("ARRAY")) {
      return "ARRAY<" + name(type.path("arrayElementType")) + ">";
    }
    if (!kind.equals("STRUCT")) {
      return kind;
    }
    List<String> fields = new ArrayList<>();
    for (JsonNode field : type.path("structType").path("fields")) {
      String name = field.path("name").asText("");
      fields.add((name.isEmpty() ? "" : "`" + name + "` ") + name(field.path("type")));
    }
    return "STRUCT<" + String.join(", ", fields) + ">";
  }
}
