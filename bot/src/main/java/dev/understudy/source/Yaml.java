package dev.understudy.source;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads YAML as nodes that know their place. No Java types, bounded aliases, size and depth. */
public final class Yaml {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setAllowDuplicateKeys(false)
          .setAllowRecursiveKeys(false)
          .setMaxAliasesForCollections(50)
          .setCodePointLimit(SourceTree.LARGEST_FILE)
          .setUseMarks(true)
          .build();

  private Yaml() {}

  /**
   * The root of a document, or empty where the text holds none.
   *
   * @throws Problem with file, line and column where the text is no YAML
   */
  public static Optional<Node> parse(String text, String path) {
    try {
      return new Compose(SETTINGS).composeString(text);
    } catch (MarkedYamlEngineException e) {
      Location location =
          e.getProblemMark()
              .map(m -> new Location(path, m.getLine() + 1, m.getColumn() + 1))
              .orElse(Location.of(path));
      throw Problem.at(location, "this is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw Problem.at(Location.of(path), "this is not YAML: " + e.getMessage());
    } catch (StackOverflowError _) {
      throw Problem.at(Location.of(path), "this YAML nests too deep");
    }
  }

  /** Where a node stands in its file. */
  public static Location at(Node node, String path) {
    return node.getStartMark()
        .map(m -> new Location(path, m.getLine() + 1, m.getColumn() + 1))
        .orElse(Location.of(path));
  }
}
