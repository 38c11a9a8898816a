package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that cannot be used ends the command with two, and the sentence names it. */
class WrongSettingsTest {
  @TempDir private Path folder;
  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void everythingIsRight() {
    environment.put("UNDERSTUDY_STATE_DIR", folder.resolve("state").toString());
    environment.put("UNDERSTUDY_GITHUB_WEBHOOK_SECRET", "github-signs-with-this");
    environment.put("UNDERSTUDY_GITHUB_TOKEN", "token");
    environment.put("UNDERSTUDY_GITHUB_API_URL", "http://localhost:1");
    environment.put("UNDERSTUDY_PORT", "0");
  }

  /** What a command says that must end with two. */
  private String refused(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(said, true, StandardCharsets.UTF_8);
    int code = new Cli(printed, printed, environment, InstantSource.system()).run(arguments);
    assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(Cli.USAGE);
    assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("Exception").hasLineCount(1);
    return said.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "stage deploy x",
        "stage clean --dataset-suffix a",
        "warehouse serve --port 0"
      })
  void aStateFolderThatCannotBeWrittenIsNamed(String command) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    for (String place : new String[] {"/proc/nope", file.toString(), file + "/below"}) {
      environment.put("UNDERSTUDY_STATE_DIR", place);
      assertThat(refused(command.split(" ")))
          .contains(place)
          .contains("cannot be used (")
          .contains("set UNDERSTUDY_STATE_DIR to a folder that this user may write to");
    }
  }

  @Test
  void aFolderOfTablesThatIsAFileIsNamed() throws IOException {
    String file = Files.writeString(folder.resolve("file"), "no folder").toString();
    assertThat(refused("warehouse", "serve", "--port", "0", "--state", file))
        .contains("`" + file + "` cannot be used (" + file + " is a file): give --state a folder");
  }

  @ParameterizedTest
  @CsvSource({
    "UNDERSTUDY_GITHUB_API_URL, http://example.com",
    "UNDERSTUDY_GITHUB_API_URL, nonsense",
    "UNDERSTUDY_GITHUB_URL, nonsense",
    "UNDERSTUDY_GITHUB_TOKEN, two words",
    "UNDERSTUDY_GITHUB_APP_ID, 12345",
    "UNDERSTUDY_CIRCLECI_PROJECTS, nonsense",
    "UNDERSTUDY_HOST, not.a.host.invalid",
    "UNDERSTUDY_HOST, 192.0.2.1"
  })
  void aWrongSettingOfTheServerIsNamed(String name, String value) {
    environment.put(name, value);
    assertThat(refused("serve")).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no key", "-----BEGIN RSA PRIVATE KEY-----\nbm8ga2V5\n-----END RSA"})
  void aPrivateKeyThatIsNoneIsNamed(String text) throws IOException {
    environment.remove("UNDERSTUDY_GITHUB_TOKEN");
    environment.put("UNDERSTUDY_GITHUB_APP_ID", "12345");
    Path file = Files.writeString(folder.resolve("app.pem"), text);
    for (String key : new String[] {text, file.toString()}) {
      environment.put("UNDERSTUDY_GITHUB_PRIVATE_KEY", key);
      assertThat(refused("serve"))
          .contains("UNDERSTUDY_GITHUB_PRIVATE_KEY")
          .doesNotContain("bm8ga2V5");
    }
  }
}
