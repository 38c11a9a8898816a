package dev.understudy.source;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a schema takes parts from, found in its text: a whole repository of schemas is
 * looked through when one changes, and reading all of them as YAML takes seconds. A file too many
 * may be named, none is missed.
 */
final class IncludedFiles {
  private static final Pattern SOURCE =
      Pattern.compile("\\b(file|table)[\"']?\\s*:\\s*([^\\s,}]+)");
  private static final String ANCHORS = "*&>|!";

  private final SourceTree tree;
  private final Map<String, Set<String>> direct = new HashMap<>();

  IncludedFiles(SourceTree tree) {
    this.tree = tree;
  }

  /** Whether any of these files takes part in a schema, itself left out. */
  boolean anyOf(Set<String> files, String schema) {
    Set<String> seen = new LinkedHashSet<>();
    return anyOf(files, schema, seen);
  }

  private boolean anyOf(Set<String> files, String schema, Set<String> seen) {
    for (String included : of(schema)) {
      if (files.contains(included) || included.equals(UNKNOWN)) {
        return true;
      }
      if (seen.add(included) && anyOf(files, included, seen)) {
        return true;
      }
    }
    return false;
  }

  /** A source that is written with an anchor: what it names is not in the text. */
  private static final String UNKNOWN = "";

  private Set<String> of(String path) {
    Set<String> known = direct.get(path);
    if (known == null) {
      known = tree.blob(path).isPresent() ? read(path) : Set.of();
      direct.put(path, known);
    }
    return known;
  }

  private Set<String> read(String path) {
    String text = tree.read(path);
    if (!text.contains("!include")) {
      return Set.of();
    }
    Set<String> files = new LinkedHashSet<>();
    Matcher matcher = SOURCE.matcher(text);
    while (matcher.find()) {
      String word = matcher.group(2).replaceAll("[\"']", "");
      if (!word.isEmpty() && ANCHORS.indexOf(word.charAt(0)) >= 0) {
        files.add(UNKNOWN);
      } else if (matcher.group(1).equals("file")) {
        files.add(SchemaIncludes.fromRoot(word));
      } else {
        files.add(SchemaIncludes.ofTable(path, word));
      }
    }
    return files;
  }
}
