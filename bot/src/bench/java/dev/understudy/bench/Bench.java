package dev.understudy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times whole commands, JVM start included, on a real repository, cold (empty caches) and warm,
 * with the memory of the process and its children. The baseline of the same run is git itself
 * printing every SQL file. Arguments: the repository, the revision, the path of a view, the path of
 * the artifact with the largest closure, and {@code latency} for that benchmark alone.
 */
public final class Bench {
  private static final int RUNS = 3;
  private static final Pattern ARTIFACT =
      Pattern.compile(
          "\"id\" : \"([^\"]+)\",\\s*\"kind\" : \"([^\"]+)\".*?\"requiredBy\" : \\[(.*?)\\]",
          Pattern.DOTALL);

  private final String repository;
  private final String revision;
  private final List<String> launcher;
  private double baseline;

  private Bench(String repository, String revision) {
    this.repository = repository;
    this.revision = revision;
    this.launcher = List.of(Path.of("understudy").toAbsolutePath().toString());
  }

  /** Runs every benchmark and prints a table. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Bench bench = new Bench(args[0], args[1]);
    if (args.length < 5) {
      bench.commands(args);
    }
    bench.latency(args[1], args[3]);
  }

  private void commands(String[] args) throws IOException, InterruptedException {
    baseline =
        measure(
            "baseline: git prints every file",
            List.of(
                "sh",
                "-c",
                "git --git-dir=\"$0\" archive \"$1\" sql | cat > /dev/null",
                args[0],
                args[1]),
            null,
            false);
    both("graph of the whole branch", "graph", "--rev", args[1], "--format", "json");
    both("plan of a one-view change", "stage", "plan", "--head", args[1], args[2]);
    both(
        "plan and deploy of the largest closure",
        "stage",
        "deploy",
        "--head",
        args[1],
        "--dataset-suffix",
        "bench",
        "--copy-sql-to-tmp-dir",
        args[3]);
  }

  /**
   * A deploy to an endpoint that takes 200 ms for every call, against the bound that the longest
   * chain of artifacts and BigQuery's limit of ten {@code tables.insert} a second set. Planning is
   * not counted: it is measured by a dry run of the same command.
   */
  private void latency(String revision, String artifact) throws IOException, InterruptedException {
    Path state = Files.createTempDirectory("understudy-bench-");
    List<String> serve = new ArrayList<>(launcher);
    serve.addAll(List.of("warehouse", "serve", "--port", "9051", "--latency", "200"));
    serve.addAll(List.of("--state", state.resolve("bigquery").toString()));
    Process server =
        new ProcessBuilder(serve).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      Thread.sleep(5_000);
      double best = Double.MAX_VALUE;
      for (int i = 0; i <= RUNS; i++) {
        List<String> deploy = new ArrayList<>(launcher);
        deploy.addAll(List.of("stage", "deploy", "--repo", repository, "--head", revision));
        deploy.addAll(List.of("--copy-sql-to-tmp-dir", "--dataset-suffix", "l" + i, artifact));
        List<String> plan = new ArrayList<>(deploy);
        plan.add("--dry-run");
        double planned = run(plan, state)[0];
        best = Math.min(best, run(deploy, state)[0] - planned);
      }
      double bound = bound(revision, artifact, state);
      System.out.printf(
          "%-50s %7.2f s  %6.2f x its bound of %.2f s%n",
          "deploy alone, 200 ms in every call", best, best / bound, bound);
    } finally {
      server.descendants().forEach(ProcessHandle::destroy);
      server.destroy();
      server.waitFor();
    }
    delete(state);
  }

  /**
   * Seconds that no order can beat: a call for the datasets, then for every table its turn among
   * ten {@code tables.insert} a second and a call for each artifact of the chain above it, where
   * the tables with the longest chains take the first turns.
   */
  private double bound(String revision, String artifact, Path state)
      throws IOException, InterruptedException {
    List<Planned> artifacts = planned(revision, artifact, state);
    List<Integer> tables =
        artifacts.stream()
            .filter(a -> a.table)
            .map(a -> chain(a.id, artifacts))
            .sorted(Comparator.reverseOrder())
            .toList();
    double bound = artifacts.stream().mapToInt(a -> chain(a.id, artifacts)).max().orElse(0) * 0.2;
    for (int i = 0; i < tables.size(); i++) {
      bound = Math.max(bound, Math.max(0, i + 1 - 10) / 10.0 + 0.2 * tables.get(i));
    }
    return bound + 0.2;
  }

  /** An artifact of the plan's JSON. */
  private record Planned(String id, boolean table, List<String> requiredBy) {}

  private static int chain(String id, List<Planned> artifacts) {
    return artifacts.stream()
        .filter(a -> a.id.equals(id))
        .mapToInt(a -> 1 + a.requiredBy.stream().mapToInt(r -> chain(r, artifacts)).max().orElse(0))
        .max()
        .orElse(0);
  }

  private List<Planned> planned(String revision, String artifact, Path state)
      throws IOException, InterruptedException {
    List<String> plan = new ArrayList<>(launcher);
    plan.addAll(List.of("stage", "plan", "--repo", repository, "--head", revision));
    plan.addAll(List.of("--format", "json", "--dataset-suffix", "l", artifact));
    ProcessBuilder builder = new ProcessBuilder(plan);
    builder.environment().put("UNDERSTUDY_STATE_DIR", state.toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String json = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() > 1 || json.isEmpty()) {
      throw new IllegalStateException("the plan failed: " + String.join(" ", plan));
    }
    String artifacts = json.substring(json.indexOf("\"artifacts\""), json.indexOf("\"impact\""));
    List<Planned> planned = new ArrayList<>();
    for (Matcher m = ARTIFACT.matcher(artifacts); m.find(); ) {
      boolean table = m.group(2).matches("table|materialized-view|external-table");
      List<String> requiredBy = List.of(m.group(3).replaceAll("[\\s\"]", "").split(","));
      planned.add(new Planned(m.group(1), table, requiredBy));
    }
    return planned;
  }

  private void both(String name, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of(arguments));
    command.addAll(List.of("--repo", repository));
    measure(name + ", cold", command, null, true);
    Path state = Files.createTempDirectory("understudy-bench-");
    run(command, state);
    measure(name + ", warm", command, state, false);
    delete(state);
  }

  private double measure(String name, List<String> command, Path state, boolean cold)
      throws IOException, InterruptedException {
    double best = Double.MAX_VALUE;
    long memory = 0;
    for (int i = 0; i < RUNS; i++) {
      Path own = state != null ? state : Files.createTempDirectory("understudy-bench-");
      double[] result = run(command, own);
      best = Math.min(best, result[0]);
      memory = Math.max(memory, (long) result[1]);
      if (state == null) {
        delete(own);
      }
    }
    double ratio = baseline == 0 ? 1 : best / baseline;
    System.out.printf("%-50s %7.2f s  %6.1f x baseline  %5d MB%n", name, best, ratio, memory);
    return cold ? 0 : best;
  }

  /** Seconds and the most megabytes that the process and its children held at once. */
  private double[] run(List<String> command, Path state) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("UNDERSTUDY_STATE_DIR", state.toString());
    if (command.stream().anyMatch(a -> a.matches("l\\d"))) {
      builder.environment().put("UNDERSTUDY_STAGE_PROJECT", "bench-stage");
      builder.environment().put("UNDERSTUDY_BIGQUERY_ENDPOINT", "http://localhost:9051");
    }
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    long start = System.nanoTime();
    Process process = builder.start();
    long most = 0;
    while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
      long now = resident(process.toHandle());
      for (ProcessHandle child : process.descendants().toList()) {
        now += resident(child);
      }
      most = Math.max(most, now);
    }
    return new double[] {(System.nanoTime() - start) / 1e9, most};
  }

  private static long resident(ProcessHandle process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
