package dev.understudy.cli;

import dev.understudy.config.RepositoryConfig;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.report.ConfigText;
import dev.understudy.source.GitRepository;
import dev.understudy.source.SourceTree;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    header = "Checks a repository's configuration.")
final class ConfigCommand implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "validate?");
  }

  @Command(
      name = "validate",
      mixinStandardHelpOptions = true,
      header = "Checks .understudy.yml and prints what is in force, defaults and all.",
      description = {
        "",
        "It is read as strictly as the bot reads it: an unknown key is a mistake.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  understudy config validate",
        "  understudy config validate ../my-repository",
        "  understudy config validate draft.yml",
        "",
        "Exit codes: 0 it is valid, 2 it is not; the message names the line."
      })
  static final class Validate implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
        paramLabel = "FILE|DIR",
        arity = "0..1",
        description = "A file, or a folder in the repository (default: here).")
    private Path place = Path.of("");

    Validate(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      boolean folder = Files.isDirectory(place.toAbsolutePath());
      Path file = folder ? file(place) : place;
      boolean there = Files.exists(file.toAbsolutePath());
      if (!there && !folder) {
        throw Problem.usage(Location.of(file.toString()), "there is no such file");
      }
      String text = there ? read(file) : "";
      String project = terminal.settings().stageProject();
      RepositoryConfig config = RepositoryConfig.parse(text, file.toString(), project);
      String verdict = there ? " is valid; in force is:" : " does not exist; the defaults are:";
      terminal.out().println("# " + file + verdict);
      terminal.out().print(ConfigText.of(config));
      terminal.out().flush();
      return Cli.DONE;
    }

    /** A folder's own file, or else the one that is in force there: its repository's. */
    private static Path file(Path folder) {
      Path own = folder.resolve(RepositoryConfig.FILE);
      if (Files.exists(own.toAbsolutePath())) {
        return own;
      }
      try (GitRepository repository = GitRepository.open(folder.toAbsolutePath())) {
        return repository
            .workTree()
            .map(root -> root.resolve(RepositoryConfig.FILE))
            .filter(Files::exists)
            .orElse(own);
      } catch (Problem _) {
        return own; // it is in no repository
      }
    }

    static String read(Path file) {
      Location location = Location.of(file.toString());
      try {
        if (Files.size(file) > SourceTree.LARGEST_FILE) {
          throw Problem.usage(
              location, "the file is larger than " + (SourceTree.LARGEST_FILE >> 20) + " MB");
        }
        return Files.readString(file);
      } catch (CharacterCodingException _) {
        throw Problem.usage(location, "the file is not UTF-8");
      } catch (IOException _) {
        throw Problem.usage(location, "the file cannot be read");
      }
    }
  }
}
