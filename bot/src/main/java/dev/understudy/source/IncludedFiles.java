package dev.understudy.source;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a schema takes parts from, found in its text: a whole repository of schemas is
 * looked through when one changes, and reading all of them as YAML takes seconds. A file too many
 * may be named, none is missed. What a content names is kept by its id, so that only new contents
 * are read at all.
 */
final class IncludedFiles {
  private static final Pattern SOURCE =
      Pattern.compile("\\b(file|table)[\"']?\\s*:\\s*([^\\s,}]+)");
  private static final String ANCHORS = "*&>|!";

  /** Raised whenever the same text names other files. */
  private static final String KEY = "includes/1 ";

  private final SourceTree tree;
  private final FactsCache cache;
  private final Map<String, Set<String>> direct = new HashMap<>();

  IncludedFiles(SourceTree tree, FactsCache cache) {
    this.tree = tree;
    this.cache = cache;
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
      known = tree.blob(path).map(blob -> sources(path, blob)).orElse(Set.of());
      direct.put(path, known);
    }
    return known;
  }

  private Set<String> sources(String path, String blob) {
    Set<String> files = new LinkedHashSet<>();
    for (String source : written(path, blob)) {
      String word = source.substring(source.indexOf(' ') + 1);
      if (word.isEmpty()) {
        files.add(UNKNOWN);
      } else if (source.startsWith("file ")) {
        files.add(SchemaIncludes.fromRoot(word));
      } else {
        files.add(SchemaIncludes.ofTable(path, word));
      }
    }
    return files;
  }

  /** The sources as they are written, each behind its key. */
  private List<String> written(String path, String blob) {
    byte[] known = cache.get(KEY + blob);
    String lines =
        known == null ? find(tree.read(path)) : new String(known, StandardCharsets.UTF_8);
    if (known == null) {
      cache.put(KEY + blob, lines.getBytes(StandardCharsets.UTF_8));
    }
    return lines.lines().toList();
  }

  private static String find(String text) {
    StringBuilder lines = new StringBuilder();
    if (text.contains("!include")) {
      Matcher matcher = SOURCE.matcher(text);
      while (matcher.find()) {
        String word = matcher.group(2).replaceAll("[\"']", "");
        boolean anchor = !word.isEmpty() && ANCHORS.indexOf(word.charAt(0)) >= 0;
        lines.append(matcher.group(1)).append(' ').append(anchor ? "" : word).append('\n');
      }
    }
    return lines.toString();
  }
}
