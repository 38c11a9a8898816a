package dev.understudy.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may give a command: who has the permission and, where teams are named, is in one of them.
 *
 * @param teams each {@code organization/team}
 */
public record CommandRule(Permission permission, List<String> teams) {
  /** For commands that no rule names. */
  public static final CommandRule UNKNOWN = new CommandRule(Permission.ADMIN, List.of());

  /** Every command, without its slash, and who may give it where a repository says nothing. */
  public static final Map<String, CommandRule> DEFAULTS = defaults();

  public CommandRule {
    teams = List.copyOf(teams);
  }

  private static Map<String, CommandRule> defaults() {
    Map<String, CommandRule> rules = new LinkedHashMap<>();
    for (String name :
        List.of("redeploy-stage", "stage", "clean-stage", "keep", "cancel", "retry", "retest")) {
      rules.put(name, new CommandRule(Permission.WRITE, List.of()));
    }
    rules.put("ok-to-stage", new CommandRule(Permission.MAINTAIN, List.of()));
    for (String name : List.of("explain", "status", "help")) {
      rules.put(name, new CommandRule(Permission.READ, List.of()));
    }
    return Collections.unmodifiableMap(rules);
  }

  /** Repository roles, least first ("Repository roles for an organization", docs.github.com). */
  public enum Permission {
    READ,
    TRIAGE,
    WRITE,
    MAINTAIN,
    ADMIN
  }
}
