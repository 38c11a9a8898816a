package dev.understudy.source;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Which names of files are read at all. */
final class PathRules {
  private static final int LONGEST_PART = 255;

  private PathRules() {}

  /** Refuses what could leave the tree or hide in it. */
  static boolean allowsPart(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      return false;
    }
    if (name.toLowerCase(Locale.ROOT).equals(".git")) {
      return false;
    }
    boolean odd = name.chars().anyMatch(c -> Character.isISOControl(c) || c == '/' || c == '\\');
    return !odd && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PART;
  }
}
