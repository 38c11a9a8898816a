package dev.understudy.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The CircleCI configurations that we use and that we give away: whole in themselves, always; and
 * valid against CircleCI's published schema where {@code bot/src/build/circleci/schema.sh} fetched
 * it.
 */
class ConfigFilesTest {
  private static final String TEMPLATE = "../templates/circleci/config.yml";
  private static final String OWN = "../.circleci/config.yml";
  private static final Path SCHEMA =
      Path.of(System.getProperty("circleci.schema", "target/circleci/schema.json"));

  /** CircleCI's own steps ("steps", Configuration reference, circleci.com). */
  private static final Set<String> STEPS =
      Set.of(
          "run",
          "checkout",
          "setup_remote_docker",
          "save_cache",
          "restore_cache",
          "store_artifacts",
          "store_test_results",
          "persist_to_workspace",
          "attach_workspace",
          "add_ssh_keys");

  private static final Pattern PARAMETER =
      Pattern.compile("<< *pipeline\\.parameters\\.(\\w+) *>>");

  @ParameterizedTest
  @ValueSource(strings = {TEMPLATE, OWN})
  void aConfigurationFitsCircleCisSchema(String file) throws IOException {
    assertThat(complaints(Files.readString(Path.of(file)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version: 2.1                  | varsion: 2.1",
        "- image: cimg/openjdk:25.0    | - imag: cimg/openjdk:25.0",
        "type: integer                 | type: number",
        "method: full                  | methd: full",
        "when: always                  | when: sometimes",
        "ignore: [main                 | ignor: [main",
        "at: /tmp/generated            | path: /tmp/generated",
        "only: main                    | onli: main",
        "path: test-results            | paths: test-results",
        "command: make test-staged     | comand: make test-staged",
      })
  void aBrokenConfigurationDoesNotFitTheSchema(String right, String wrong) throws IOException {
    String text = Files.readString(Path.of(TEMPLATE));
    assertThat(text).contains(right);
    assertThat(complaints(text.replace(right, wrong))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {TEMPLATE, OWN})
  void whatAConfigurationNamesIsThere(String file) throws IOException {
    String text = Files.readString(Path.of(file));
    assertThat(missing(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "  publish-generated-sql:\\n    executor | publish",
        "  test-staged:\\n    executor     | test-staged",
        "  stage_suffix:\\n    description | stage_suffix",
        "  install-understudy:\\n          | install-understudy",
        "  jdk:                            | jdk",
      })
  void aNameThatNothingDefinesIsFound(String definition, String name) throws IOException {
    String text = Files.readString(Path.of(TEMPLATE));
    String from = definition.replace("\\n", "\n");
    assertThat(text).contains(from);
    String broken = text.replaceFirst(Pattern.quote(from), from.replaceFirst("\\S+:", "other:"));
    assertThat(missing(broken)).anyMatch(missing -> missing.startsWith(name));
  }

  @Test
  void theTemplateDeclaresExactlyWhatTheBotSends() throws IOException {
    JsonNode parameters = tree(Files.readString(Path.of(TEMPLATE))).path("parameters");
    Set<String> declared = new TreeSet<>();
    parameters.fieldNames().forEachRemaining(declared::add);
    assertThat(declared).containsExactly("pr", "sha", "stage_project", "stage_suffix");
    assertThat(parameters.path("pr").path("type").asText()).isEqualTo("integer");
    assertThat(parameters.path("stage_suffix").path("default").asText("?")).isEmpty();
  }

  /** The text is pasted into a script before a shell reads it: an injection waiting to happen. */
  @Test
  void noParameterIsPastedIntoACommand() throws IOException {
    for (JsonNode command : tree(Files.readString(Path.of(TEMPLATE))).findValues("command")) {
      assertThat(command.asText()).doesNotContain("<<");
    }
  }

  private static Set<ValidationMessage> complaints(String yaml) throws IOException {
    assumeTrue(Files.exists(SCHEMA), "bot/src/build/circleci/schema.sh was not run");
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(new ObjectMapper().readTree(Files.readString(SCHEMA)));
    return schema.validate(tree(yaml));
  }

  private static JsonNode tree(String yaml) {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return new ObjectMapper().valueToTree(read);
  }

  /** Jobs, required jobs, commands, executors and parameters that are used and not defined. */
  private static List<String> missing(String yaml) {
    JsonNode config = tree(yaml);
    List<String> missing = new ArrayList<>();
    for (JsonNode workflow : config.path("workflows")) {
      for (JsonNode job : workflow.path("jobs")) {
        String name = job.isTextual() ? job.asText() : job.fieldNames().next();
        expect(missing, config.path("jobs"), name);
        job.path(name)
            .path("requires")
            .forEach(r -> expect(missing, config.path("jobs"), r.asText()));
      }
    }
    for (JsonNode job : config.path("jobs")) {
      if (job.has("executor")) {
        expect(missing, config.path("executors"), job.path("executor").asText());
      }
      for (JsonNode step : job.path("steps")) {
        String name = step.isTextual() ? step.asText() : step.fieldNames().next();
        if (!STEPS.contains(name)) {
          expect(missing, config.path("commands"), name);
        }
      }
    }
    PARAMETER
        .matcher(yaml)
        .results()
        .forEach(use -> expect(missing, config.path("parameters"), use.group(1)));
    return missing;
  }

  private static void expect(List<String> missing, JsonNode definitions, String name) {
    if (!definitions.has(name)) {
      missing.add(name);
    }
  }
}
