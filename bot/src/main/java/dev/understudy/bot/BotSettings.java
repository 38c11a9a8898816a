package dev.understudy.bot;

import dev.understudy.failure.Problem;
import java.util.Map;
import java.util.UUID;

/**
 * How one node of the bot works.
 *
 * @param installation {@code UNDERSTUDY_INSTALLATION}: what the labels of our datasets say of who
 *     made them; every node of one bot has the same, every other bot another
 * @param node this node's name, unlike every other's
 * @param turns {@code UNDERSTUDY_WORKERS}: how many pull requests are worked on at once
 */
public record BotSettings(String installation, String node, int turns) {
  private static final int MOST_TURNS = 64;

  /**
   * The settings in an environment.
   *
   * @throws Problem where one is wrong, which it names
   */
  public static BotSettings of(Map<String, String> environment) {
    String installation = environment.getOrDefault("UNDERSTUDY_INSTALLATION", "understudy");
    if (!installation.matches("[a-z][a-z0-9_-]{0,62}") || installation.equals("local")) {
      throw Problem.usage(
          "UNDERSTUDY_INSTALLATION `"
              + installation
              + "` must be lower case letters, digits, `_` and `-`, and not `local`: it labels our"
              + " datasets");
    }
    String turns = environment.getOrDefault("UNDERSTUDY_WORKERS", "4");
    if (!turns.matches("[1-9][0-9]?") || Integer.parseInt(turns) > MOST_TURNS) {
      throw Problem.usage("UNDERSTUDY_WORKERS `" + turns + "` must be a number from 1 to 64");
    }
    String node = "node-" + UUID.randomUUID().toString().substring(0, 8);
    return new BotSettings(installation, node, Integer.parseInt(turns));
  }
}
