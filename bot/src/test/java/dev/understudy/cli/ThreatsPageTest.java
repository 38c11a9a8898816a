package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of threats names tests that exist. */
class ThreatsPageTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`");

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files.filter(file -> file.toString().endsWith("Test.java")).toList();
    }
  }

  @Test
  void everyTestThatItNamesIsThere() throws IOException {
    List<Path> sources = sources();
    var named = NAMED.matcher(Files.readString(Path.of("docs/threats.md")));
    int found = 0;
    while (named.find()) {
      String file = named.group(1) + ".java";
      String method = "void " + named.group(2) + "(";
      assertThat(sources)
          .filteredOn(source -> source.getFileName().toString().equals(file))
          .as(named.group())
          .anySatisfy(source -> assertThat(Files.readString(source)).contains(method));
      found++;
    }
    assertThat(found).isGreaterThan(50);
  }
}
