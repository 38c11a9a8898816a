import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Trains the ahead-of-time caches (JEP 483, JEP 514) of the program and of its GoogleSQL worker by
 * running the program's own warm-up, and marks the build as done. A cache that cannot be made is
 * left out: the program then only starts more slowly.
 */
final class StartUpCaches {
  public static void main(String[] args) throws Exception {
    Path target = Path.of(args[0]);
    Path state = Files.createTempDirectory(target, "warm-up");
    unsign(target.resolve("lib"));
    try {
      train(target, "worker.aot", state, "worker");
      train(target, "understudy.aot", state, "program");
    } finally {
      try (var files = Files.walk(state)) {
        files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
    Files.writeString(target.resolve("built"), "");
  }

  /**
   * Takes the signatures off the copies of the libraries: classes of a signed archive are not
   * cached (<a href="https://openjdk.org/jeps/483">JEP 483</a> keeps to what CDS can archive), and
   * nobody looks at who signed them.
   */
  private static void unsign(Path libraries) throws IOException {
    try (var jars = Files.newDirectoryStream(libraries, "*.jar")) {
      for (Path jar : jars) {
        try (FileSystem archive = FileSystems.newFileSystem(jar);
            var signatures =
                Files.newDirectoryStream(
                    archive.getPath("META-INF"), "*.{SF,RSA,DSA,EC,sf,rsa,dsa,ec}")) {
          for (Path signature : signatures) {
            Files.delete(signature);
          }
        }
      }
    }
  }

  private static void train(Path target, String name, Path state, String part) throws Exception {
    Path cache = target.resolve(name);
    Files.deleteIfExists(cache);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    if (part.equals("program")) {
      command.add("-XX:AOTCacheOutput=" + cache);
    } else {
      command.add("-Dunderstudy.worker.options=-XX:AOTCacheOutput=" + cache);
    }
    command.addAll(List.of("-jar", target.resolve("understudy.jar").toString(), "warm-up", part));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("UNDERSTUDY_STATE_DIR", state.toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(target.resolve(name + ".log").toFile());
    Process process = builder.start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    if (!Files.isRegularFile(cache)) {
      System.err.println("no start-up cache " + name + ": see " + target.resolve(name + ".log"));
    }
  }
}
