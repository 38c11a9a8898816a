package dev.understudy.sql.googlesql;

import dev.understudy.artifact.Schema;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a message of the analyser asks for. */
sealed interface Complaint {
  /** A column that no table in sight has. */
  record Missing(String name, @Nullable String qualifier) implements Complaint {}

  /** A column that a star's EXCEPT or REPLACE list names. */
  record Unlisted(String name) implements Complaint {}

  /** A field of something that is no record, or lacks it. */
  record NoField(String name, boolean ofArray) implements Complaint {}

  /** All the fields of something that is no record. */
  record NoRecord() implements Complaint {}

  /** Two columns of one name in the output. */
  record Twice(String name) implements Complaint {}

  /** A field that a record has twice. */
  record Ambiguous(String name) implements Complaint {}

  /** Queries of different width united. */
  record Width() implements Complaint {}

  /** A templated routine that does not fit its arguments. */
  record Routine(List<String> types) implements Complaint {}

  /** Something of another type is wanted, one of these as it seems. */
  record Type(List<String> types) implements Complaint {}

  /** The names that a column's type may have. */
  List<String> TYPES =
      List.of(
          "INTEGER",
          "TIMESTAMP",
          "DATE",
          "FLOAT",
          "BOOLEAN",
          "STRING",
          "NUMERIC",
          "DATETIME",
          "JSON",
          "BYTES",
          "TIME");

  /** Reads a message. */
  static Complaint of(String message) {
    if (message.startsWith("Invalid function")) {
      return new Routine(types(message));
    }
    Matcher matcher = Patterns.MISSING.matcher(message);
    if (matcher.find()) {
      String name = first(matcher, 1, 2, 4);
      String qualifier = matcher.group(3) == null ? null : unquoted(matcher.group(3));
      return new Missing(unquoted(name).split("\\.", -1)[0].replaceAll("[;,]$", ""), qualifier);
    }
    matcher = Patterns.UNLISTED.matcher(message);
    if (matcher.find()) {
      return new Unlisted(unquoted(matcher.group(1)));
    }
    matcher = Patterns.FIELD.matcher(message);
    if (matcher.find()) {
      return new NoField(
          unquoted(first(matcher, 1, 2)), message.contains("on a value with type ARRAY<"));
    }
    if (message.startsWith("Dot-star is not supported")) {
      return new NoRecord();
    }
    matcher = Patterns.TWICE.matcher(message);
    if (matcher.find()) {
      return new Twice(unquoted(matcher.group(1)));
    }
    matcher = Patterns.AMBIGUOUS.matcher(message);
    if (matcher.find()) {
      return new Ambiguous(unquoted(matcher.group(1)));
    }
    return message.contains("mismatched column count") ? new Width() : new Type(types(message));
  }

  private static String first(Matcher matcher, int... groups) {
    for (int group : groups) {
      if (matcher.group(group) != null) {
        return matcher.group(group);
      }
    }
    return "";
  }

  private static String unquoted(String name) {
    return name.replace("`", "").replaceAll("[;,.]$", "");
  }

  /** The names of the fields in {@code ARRAY<STRUCT<a STRING, b INT64>>}. */
  static List<String> fieldsOf(String type) {
    String inner = type.replace("ARRAY<STRUCT<", "").replace(">>", "");
    return Arrays.stream(inner.split(", ", -1)).map(field -> field.split(" ", -1)[0]).toList();
  }

  /** The types that the message says it expects. */
  private static List<String> types(String message) {
    Set<String> types = new LinkedHashSet<>();
    Matcher records = Patterns.RECORDS.matcher(message);
    if (records.find()) {
      types.add(records.group());
    }
    if (Patterns.ARRAY.matcher(message).find()) {
      types.add(ColumnTree.ARRAY);
    }
    Matcher matcher = Patterns.EXPECTED.matcher(message);
    while (matcher.find()) {
      String type = Schema.canonical(matcher.group(1));
      if (TYPES.contains(type)) {
        types.add(type);
      } else if (type.equals("ARRAY")) {
        types.add(ColumnTree.ARRAY);
      }
    }
    if (message.contains("ARRAY<")) {
      types.add(ColumnTree.ONE);
    }
    return List.copyOf(types);
  }

  /** The analyser's sentences. */
  final class Patterns {
    private static final Pattern MISSING =
        Pattern.compile(
            "Unrecognized name: (`[^`]+`|[\\w.]+)"
                + "|Name (\\S+) not found inside (\\S+)"
                + "|Column (\\S+) in USING clause not found on (?:left|right) side of join");
    private static final Pattern UNLISTED =
        Pattern.compile("Column (\\S+) in SELECT \\* (?:EXCEPT|REPLACE) list does not exist");
    private static final Pattern FIELD =
        Pattern.compile(
            "Cannot access field (\\S+) on a value with type"
                + "|Field name (\\S+) does not exist in (?:STRUCT|ARRAY<STRUCT)");
    private static final Pattern TWICE = Pattern.compile("columns with duplicate name (\\S+)");
    private static final Pattern AMBIGUOUS =
        Pattern.compile("^Struct field name (\\S+) is ambiguous");
    private static final Pattern ARRAY =
        Pattern.compile("must be (?:an? )?arrays?\\b|is not an? array|cannot (?:be )?UNNEST");
    private static final Pattern RECORDS = Pattern.compile("ARRAY<STRUCT<(?:\\w+ \\w+(?:, )?)+>>");
    private static final Pattern EXPECTED =
        Pattern.compile(
            "(?:to expected type|should return type|must be type|expected) (?:an? )?([A-Z0-9]+)\\b");

    private Patterns() {}
  }
}
