package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about running the bot, held against the code. */
class ServerPageTest {
  private static final Path PAGE = Path.of("docs", "server.md");
  private static final Pattern SETTING = Pattern.compile("UNDERSTUDY_[A-Z_]*[A-Z]");

  private static Set<String> named(String text) {
    return SETTING
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> inTheSources() throws IOException {
    Set<String> names = new TreeSet<>(named(Files.readString(Path.of("..", "understudy"))));
    try (Stream<Path> files = Files.walk(Path.of("src", "main"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        names.addAll(named(Files.readString(file)));
      }
    }
    return names;
  }

  @Test
  void itDescribesEverySettingInTheSourcesAndNoOther() throws IOException {
    String page = Files.readString(PAGE);
    Set<String> rows =
        page.lines()
            .filter(line -> line.matches("\\| `UNDERSTUDY_[A-Z_]+` \\|.*\\|.*\\|.*\\|"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows).isEqualTo(inTheSources());
    assertThat(named(page)).isEqualTo(rows);
  }

  @Test
  void everythingThatAPageLinksToIsThere() throws IOException {
    try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
      for (Path page :
          Stream.concat(pages, Stream.of(Path.of("..", "README.md")))
              .filter(path -> path.toString().endsWith(".md"))
              .toList()) {
        Pattern.compile("]\\((?!https?:)([^)#\\s]+)(#[a-z-]+)?\\)")
            .matcher(Files.readString(page))
            .results()
            .map(link -> link.group(1))
            .forEach(link -> assertThat(page.resolveSibling(link)).as(page + "").exists());
      }
    }
  }
}
