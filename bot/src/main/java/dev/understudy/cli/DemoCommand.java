package dev.understudy.cli;

import dev.understudy.source.ScratchRepository;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Plays the whole story on a sample repository and the embedded BigQuery:",
      "a change and its stage, a change that breaks something, and the clean-up."
    },
    footer = {"", "Exit codes: 0 it went as it should, 70 a bug of ours."})
final class DemoCommand implements Callable<Integer> {
  private static final String ROUTINE = SampleFiles.ROOT + "functions/price_with_tax/udf.sql";
  private static final String VIEW = SampleFiles.ROOT + "shop/order_totals/view.sql";
  private static final String QUERY = SampleFiles.ROOT + "shop_derived/order_totals_v1/query.sql";

  private final Terminal terminal;

  @Option(names = "--keep", description = "Leave the sample repository where it was made.")
  private boolean keep;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("understudy-demo-");
    Path state = Files.createTempDirectory("understudy-demo-state-");
    try (ScratchRepository repository = ScratchRepository.in(folder)) {
      SampleFiles.writeTo(repository);
      String production = repository.commit("What production runs");
      return new Story(repository, folder, demoTerminal(state), production).play();
    } finally {
      delete(state);
      if (keep) {
        terminal.out().println("The sample repository is in " + folder);
      } else {
        delete(folder);
      }
    }
  }

  /** The demonstration has a BigQuery of its own, whatever the environment says. */
  private Terminal demoTerminal(Path state) {
    Map<String, String> environment = new HashMap<>(terminal.environment());
    environment.keySet().removeIf(name -> name.startsWith("UNDERSTUDY_"));
    environment.put("UNDERSTUDY_STATE_DIR", state.toString());
    return new Terminal(terminal.out(), terminal.err(), environment, terminal.clock());
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  /** The acts, each one command that anybody could type. */
  private record Story(
      ScratchRepository repository, Path folder, Terminal terminal, String production) {
    int play() {
      say(
          "A sample repository: a routine, a table, a query and two views. Ada changes the routine");
      say("and one view that reads what the routine computes.");
      repository.write(
          ROUTINE,
          repository
              .read(ROUTINE)
              .replace(
                  "      ELSE 1", "      WHEN 'IT'\n        THEN NUMERIC '1.22'\n      ELSE 1"));
      repository.write(
          VIEW,
          repository
              .read(VIEW)
              .replace(
                  "  SUM(total) AS total,", "  SUM(total) AS total,\n  MAX(total) AS largest,"));
      String change = repository.commit("Tax Italy, show the largest order");
      int planned = run("stage", "plan", "--base", production, "--head", change);
      int staged = deploy(change, "ada_1");
      say("Now a change that breaks something: the query no longer returns customer_id, and the");
      say("view that counts customers still reads it.");
      repository.write(
          QUERY,
          repository
              .read(QUERY)
              .replace("  customer_id,\n  country,\n  SUM", "  country,\n  SUM")
              .replace("  order_date,\n  customer_id,\n  country\n", "  order_date,\n  country\n"));
      String broken = repository.commit("Drop customer_id");
      int refused = deploy(broken, "ada_2");
      say("Understudy says which, where and why, before production would. Both stages go away:");
      int cleaned =
          run("stage", "clean", "--dataset-suffix", "ada_1")
              + run("stage", "clean", "--dataset-suffix", "ada_2");
      boolean good =
          planned == Cli.DONE && staged == Cli.DONE && refused == Cli.CHANGE && cleaned == 0;
      say(good ? "That was the demo." : "The demo did not go as it should: that is a bug of ours.");
      return good ? Cli.DONE : Cli.BUG;
    }

    private int deploy(String head, String suffix) {
      return run(
          "stage",
          "deploy",
          "--base",
          production,
          "--head",
          head,
          "--dataset-suffix",
          suffix,
          "--copy-sql-to-tmp-dir");
    }

    private void say(String line) {
      PrintWriter out = terminal.out();
      out.println("# " + line);
      out.flush();
    }

    private int run(String... arguments) {
      List<String> shown = new ArrayList<>(List.of(arguments));
      shown.replaceAll(a -> a.matches("[0-9a-f]{40}") ? a.substring(0, 8) : a);
      terminal.out().println("\n$ understudy " + String.join(" ", shown));
      terminal.out().flush();
      List<String> all = new ArrayList<>(List.of(arguments));
      if (!all.contains("clean")) {
        all.addAll(List.of("--repo", folder.toString()));
      }
      CommandLine line = Cli.commandLine(terminal);
      int code = line.execute(all.toArray(String[]::new));
      terminal.out().println("(exit code " + code + ")\n");
      terminal.out().flush();
      return code;
    }
  }
}
