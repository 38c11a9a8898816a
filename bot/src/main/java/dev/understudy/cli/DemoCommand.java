package dev.understudy.cli;

import dev.understudy.failure.Unavailable;
import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequestId;
import dev.understudy.source.ScratchRepository;
import dev.understudy.sql.googlesql.GoogleSql;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    header = "Plays the bot's whole story on this machine, with nothing to set up.",
    description = {
      "",
      "A pull request of a sample repository is staged and commented, a push breaks a view, the"
          + " fix turns it green again, and the merge cleans up. GitHub is a local stand-in,"
          + " BigQuery is embedded.",
      ""
    },
    footer = {"", "Exit codes: 0 it went as it should, 70 a bug of ours."})
final class DemoCommand implements Callable<Integer> {
  private static final String ROUTINE = SampleFiles.ROOT + "functions/price_with_tax/udf.sql";
  private static final String VIEW = SampleFiles.ROOT + "shop/order_totals/view.sql";
  private static final String QUERY = SampleFiles.ROOT + "shop_derived/order_totals_v1/query.sql";

  private final Terminal terminal;
  private volatile boolean playing = true;

  @Option(names = "--keep", description = "Leave everything running, to look around, until Ctrl-C.")
  private boolean keep;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("understudy-demo-");
    CountDownLatch stopped = new CountDownLatch(1);
    Interrupts interrupts = Interrupts.onCtrlC(() -> stop(folder, stopped), Interrupts.USUAL);
    try {
      return played(folder, stopped);
    } finally {
      delete(folder);
      interrupts.done();
    }
  }

  /** The story itself is not waited for: nothing of it stays. */
  private void stop(Path folder, CountDownLatch stopped) {
    if (playing) {
      try {
        delete(folder);
      } catch (IOException _) {
        // what plays on still writes there; it is the system's temporary folder
      }
      Runtime.getRuntime().halt(Cli.INTERRUPTED);
    }
    stopped.countDown();
  }

  private int played(Path folder, CountDownLatch stopped) throws InterruptedException {
    try (GoogleSql sql = GoogleSql.start();
        SandboxWorld world =
            new SandboxWorld(folder, terminal.clock(), SampleFiles::writeTo, manner(sql))) {
      world.gitHub().permission(world.name(), "ada", Permission.WRITE);
      Story story = new Story(world);
      boolean good = story.play();
      say(good ? "That was the demo." : "The demo did not go as it should: that is a bug of ours.");
      if (keep) {
        story.another();
        say("The bot goes on at " + world.page() + ", its files are in " + folder + ".");
        say("Ctrl-C ends it.");
        playing = false;
        stopped.await();
      }
      return good ? Cli.DONE : Cli.BUG;
    }
  }

  /** As by default, with a page that comments can link to: its port has to be known before. */
  private static SandboxWorld.Manner manner(GoogleSql sql) {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new Unavailable("no port is free on this machine", e);
    }
    return SandboxWorld.Manner.usual(sql)
        .with(
            Map.of(
                "UNDERSTUDY_PORT", "" + port,
                "UNDERSTUDY_PUBLIC_URL", "http://localhost:" + port));
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private void say(String line) {
    PrintWriter out = terminal.out();
    out.println("# " + line);
    out.flush();
  }

  /** The acts of the story; each says whether it ended as it should. */
  private final class Story {
    private final SandboxWorld world;
    private final ScratchRepository files;

    Story(SandboxWorld world) {
      this.world = world;
      this.files = world.files();
    }

    boolean play() {
      say("A repository with a routine, a table, a query and two views; the bot watches it at");
      say(world.page());
      say("");
      say("Ada opens a pull request: the routine taxes Italy, a view shows the largest order.");
      change(ROUTINE, "      ELSE 1", "      WHEN 'IT'\n        THEN NUMERIC '1.22'\n      ELSE 1");
      change(VIEW, "  SUM(total) AS total,", "  SUM(total) AS total,\n  MAX(total) AS largest,");
      PullRequestId pull = world.open("ada", "tax-italy", "Tax Italy, show the largest order");
      boolean green = told(pull, "success", "✅");
      say("The stage: " + String.join(", ", world.datasets()));
      boolean red = broken(pull);
      boolean again = fixed(pull);
      return merged(pull) && green && red && again;
    }

    private boolean broken(PullRequestId pull) {
      say("");
      say("She pushes a commit that breaks something: the query no longer returns customer_id,");
      say("and the view that counts customers still reads it.");
      change(QUERY, "  customer_id,\n  country,\n  SUM", "  country,\n  SUM");
      change(QUERY, "  order_date,\n  customer_id,\n  country\n", "  order_date,\n  country\n");
      world.push("ada", pull, "Drop customer_id");
      boolean red = told(pull, "failure", "❌");
      say("That edited the comment, which sends no mail. Where green turns red, a short one does:");
      print(world.gitHub().comments(pull).getLast().body());
      return red;
    }

    private boolean fixed(PullRequestId pull) {
      say("");
      say("She puts it back, and asks for the stage with a comment: /redeploy-stage");
      change(QUERY, "  country,\n  SUM", "  customer_id,\n  country,\n  SUM");
      change(QUERY, "  order_date,\n  country\n", "  order_date,\n  customer_id,\n  country\n");
      world.push("ada", pull, "Keep customer_id");
      long asked = world.gitHub().as("ada").comment(pull, "/redeploy-stage");
      boolean green = told(pull, "success", "✅");
      world.await(() -> world.reactions(pull, asked).equals(List.of("rocket")));
      say("The bot answers the command with " + world.reactions(pull, asked) + ".");
      return green;
    }

    private boolean merged(PullRequestId pull) {
      say("");
      say("It is merged. The stage goes, and so do GitHub's records of it.");
      world.merge("ada", pull, world.head(pull));
      world.await(() -> world.comment(pull).contains("Stage removed"));
      print(world.comment(pull));
      say("Left on the stage: " + world.datasets().size() + " datasets.");
      return world.datasets().isEmpty();
    }

    /** Something to look at. */
    void another() {
      say("");
      say("Ada's next pull request stays open.");
      change(VIEW, "  MAX(total) AS largest,", "  MIN(total) AS smallest,");
      PullRequestId pull = world.open("ada", "smallest", "Show the smallest order instead");
      told(pull, "success", "✅");
    }

    private boolean told(PullRequestId pull, String verdict, String icon) {
      String sha = world.head(pull);
      String said = world.awaitVerdict(sha);
      world.await(
          () ->
              world.comment(pull).contains(icon)
                  && world.comment(pull).contains(sha.substring(0, 7)));
      print(world.comment(pull));
      say("The check `understudy / stage` of " + sha.substring(0, 7) + " says: " + said);
      return said.equals(verdict);
    }

    /** The comment as it stands on the pull request, without its hidden line. */
    private void print(String comment) {
      PrintWriter out = terminal.out();
      out.println();
      comment.lines().skip(1).forEach(line -> out.println("  | " + line));
      out.println();
      out.flush();
    }

    private void change(String path, String from, String to) {
      String before = files.read(path);
      String after = before.replace(from, to);
      if (after.equals(before)) {
        throw new IllegalStateException(path + " is not what the story expects");
      }
      files.write(path, after);
    }
  }
}
