package dev.understudy.cli;

import dev.understudy.artifact.DependencyGraph;
import dev.understudy.artifact.DependencyGraph.Edge;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.deploy.Workspace;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Definitions;
import dev.understudy.plan.Graphs;
import dev.understudy.report.GraphText;
import dev.understudy.report.Json;
import dev.understudy.sql.googlesql.GoogleSql;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "graph",
    mixinStandardHelpOptions = true,
    header = "Prints who reads whom in the repository, or around one artifact.",
    footer = {
      "",
      "Examples:",
      "  understudy graph --format json > graph.json",
      "  understudy graph --rev origin/main --of my-project.sales.orders --downstream",
      "",
      "Exit codes: 0 done, 1 some file could not be read, 2 wrong usage,",
      "3 a service is down."
    })
final class GraphCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--repo", paramLabel = "DIR", description = "The repository (default: here).")
  private Path repository = Path.of("");

  @Option(
      names = "--rev",
      paramLabel = "REV",
      description = "A commit, branch or tag (default: the files as they stand).")
  private @Nullable String revision;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private GraphText.Format format = GraphText.Format.TEXT;

  @Option(names = "--of", paramLabel = "ID", description = "Only around project.dataset.name.")
  private @Nullable String of;

  @Option(names = "--upstream", description = "With --of: only what it reads, transitively.")
  private boolean upstream;

  @Option(names = "--downstream", description = "With --of: only what reads it, transitively.")
  private boolean downstream;

  GraphCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (of == null && (upstream || downstream)) {
      throw Problem.usage(
          "--upstream and --downstream go from one artifact: name it with --of project.dataset.name");
    }
    try (GoogleSql sql = GoogleSql.start();
        Workspace workspace = new Workspace(repository, terminal.settings(), sql)) {
      Workspace.Side side = workspace.side(revision);
      Definitions definitions = workspace.definitions(side);
      Graphs.Whole whole = Graphs.of(definitions);
      List<Edge> edges = of == null ? whole.graph().edges() : around(definitions, whole.graph());
      Set<String> named = names(edges);
      var artifacts =
          definitions.catalog().artifacts().stream()
              .filter(a -> of == null || named.contains(a.id().toString()))
              .toList();
      terminal
          .out()
          .print(
              format == GraphText.Format.JSON
                  ? Json.text(Json.graph(artifacts, edges, whole.unreadable()))
                  : GraphText.of(format, edges, whole.unreadable()));
      terminal.out().flush();
      return whole.unreadable().isEmpty() ? Cli.DONE : Cli.CHANGE;
    }
  }

  private List<Edge> around(Definitions definitions, DependencyGraph graph) {
    Identifier id = Identifier.parse(String.valueOf(of));
    Set<Node> nodes = new LinkedHashSet<>();
    boolean both = upstream == downstream;
    for (Node node : List.of(Node.table(id), Node.routine(id))) {
      boolean known = definitions.catalog().find(node).isPresent() || !graph.readBy(node).isEmpty();
      if (known && (upstream || both)) {
        nodes.addAll(graph.upstream(node));
      }
      if (known && (downstream || both)) {
        nodes.addAll(graph.downstream(node));
      }
    }
    if (nodes.isEmpty()) {
      throw Problem.usage("nothing in the repository defines or reads " + id);
    }
    return graph.edges().stream()
        .filter(e -> nodes.contains(e.from()) && nodes.contains(e.to()))
        .toList();
  }

  private Set<String> names(List<Edge> edges) {
    Set<String> names = new LinkedHashSet<>();
    for (Edge edge : edges) {
      names.add(edge.from().toString());
      names.add(edge.to().toString());
    }
    names.add(String.valueOf(of));
    return names;
  }
}
