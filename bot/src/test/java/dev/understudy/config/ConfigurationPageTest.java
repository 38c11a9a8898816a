package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page about the configuration, held against the code. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("docs", "configuration.md");

  private static Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    for (Map.Entry<String, List<String>> section : ConfigKeys.all().entrySet()) {
      String name = section.getKey().replace("*", "<command>");
      if (!name.equals("commands")) {
        section.getValue().forEach(key -> keys.add(name.isEmpty() ? key : name + "." + key));
      }
    }
    keys.removeAll(Set.of("layout", "stage", "circleci")); // only their keys mean anything
    return keys;
  }

  @Test
  void itNamesEveryKeyAndNoOther() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| `([a-z_]+(?:\\.[a-z_<>]+)*)` \\| .* \\| .* \\|$")
            .matcher(Files.readString(PAGE));
    while (rows.find()) {
      named.add(rows.group(1));
    }
    assertThat(named).isEqualTo(keys());
  }

  @Test
  void itNamesWhoMayGiveEachCommand() throws IOException {
    Map<String, String> rows =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.matches("\\| (`[a-z-]+` ?)+ \\| `[a-z]+` \\|"))
            .collect(Collectors.toMap(line -> line.split("\\|")[2].strip(), line -> line));
    CommandRule.DEFAULTS.forEach(
        (name, rule) -> {
          String permission = "`" + rule.permission().name().toLowerCase(Locale.ROOT) + "`";
          assertThat(rows.get(permission)).contains("`" + name + "`");
        });
  }

  @Test
  void theTemplateNamesEveryTopLevelKeyAndIsValid() throws IOException {
    String template = Files.readString(Path.of("..", "templates", "understudy.yml"));
    assertThat(RepositoryConfig.parse(template, "understudy.yml", "stage").pullRequests())
        .isEqualTo(PullRequestRules.DEFAULTS);
    String all = template.replaceAll("(?m)^(\\s*)# (?=\\s*(- )?[a-z_-]+:|\\s+- )", "$1");
    RepositoryConfig config = RepositoryConfig.parse(all, "understudy.yml", "stage");
    assertThat(config.pullRequests().circleCi().trigger()).isNotNull();
    assertThat(config.pullRequests().circleCi().generatedSql()).isNotNull();
    assertThat(config.pullRequests().command("ok-to-stage").teams())
        .containsExactly("my-organization/data-platform");
  }
}
