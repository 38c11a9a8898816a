package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Schema.Column;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The columns of INFORMATION_SCHEMA's views.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/information-schema-intro">Introduction to
 *     INFORMATION_SCHEMA</a>
 */
final class InformationSchema {
  private static final Map<String, List<Column>> VIEWS = load();

  private InformationSchema() {}

  /** The columns of a view; none for a view that is not known here. */
  static List<Column> columns(String view) {
    return VIEWS.getOrDefault(view, List.of());
  }

  /** Each line: a view's name, a colon, and columns as {@code name type[ []]}, with commas. */
  private static Map<String, List<Column>> load() {
    Map<String, List<Column>> views = new HashMap<>();
    try (InputStream in = InformationSchema.class.getResourceAsStream("information-schema.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(l -> l.contains(":")).toList()) {
        String[] halves = line.split(":", 2);
        for (String name : halves[0].split(",", -1)) {
          views.put(name.strip(), columnsOf(halves[1]));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("information-schema.txt cannot be read", e);
    }
    return Map.copyOf(views);
  }

  /** Fields of a record stand in angle brackets. */
  private static List<Column> columnsOf(String text) {
    List<Column> columns = new ArrayList<>();
    int depth = 0;
    int start = 0;
    String padded = text + ",";
    for (int i = 0; i < padded.length(); i++) {
      char c = padded.charAt(i);
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      if (c == ',' && depth == 0) {
        String column = padded.substring(start, i).strip();
        start = i + 1;
        if (!column.isEmpty()) {
          columns.add(column(column));
        }
      }
    }
    return columns;
  }

  private static Column column(String text) {
    int space = text.indexOf(' ');
    String name = text.substring(0, space);
    String type = text.substring(space + 1).strip();
    String mode = type.endsWith("[]") ? "REPEATED" : "NULLABLE";
    String plain = type.replace("[]", "").strip();
    if (plain.startsWith("RECORD<")) {
      String fields = plain.substring("RECORD<".length(), plain.length() - 1);
      return new Column(name, "RECORD", mode, columnsOf(fields), null);
    }
    return new Column(name, plain, mode, List.of(), null);
  }
}
