package dev.understudy.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the environment says of the server, right and wrong. */
class ServerSettingsTest {
  private static ServerSettings with(String name, String value) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("UNDERSTUDY_GITHUB_WEBHOOK_SECRET", "canary-of-16-or-more");
    environment.put(name, value);
    return ServerSettings.of(environment);
  }

  @Test
  void withoutGithubsSecretThereIsNoServer() {
    for (String value : new String[] {"", "  "}) {
      assertThatThrownBy(() -> with("UNDERSTUDY_GITHUB_WEBHOOK_SECRET", value))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("UNDERSTUDY_GITHUB_WEBHOOK_SECRET is not set");
    }
  }

  @Test
  void theDefaultsKeepToThisMachine() {
    ServerSettings settings = with("UNDERSTUDY_PORT", "");
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.circleSecret()).isNull();
    assertThat(settings.open()).isTrue();
    assertThat(settings.toString()).doesNotContain("canary");
    assertThat(settings.secrets()).hasSize(1);
  }

  @Test
  void everySettingIsRead() {
    assertThat(with("UNDERSTUDY_PORT", "0").port()).isZero();
    assertThat(with("UNDERSTUDY_GITHUB_APP_ID", "123").ownAppId()).isEqualTo(123);
    assertThat(with("UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET", "sixteen-or-more-x").secrets())
        .hasSize(2);
    assertThat(with("UNDERSTUDY_PAGE_SECRET", "long enough it is").open()).isFalse();
    assertThat(with("UNDERSTUDY_HOST", "::1").open()).isTrue();
    assertThat(with("UNDERSTUDY_HOST", "0.0.0.0").open()).isFalse();
    assertThat(with("UNDERSTUDY_PUBLIC_URL", "https://a.example/b").open()).isFalse();
    assertThat(with("UNDERSTUDY_PUBLIC_URL", "http://localhost:8080").open()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "UNDERSTUDY_PORT,65536",
    "UNDERSTUDY_PORT,-1",
    "UNDERSTUDY_PORT,http",
    "UNDERSTUDY_HOST,a b",
    "UNDERSTUDY_GITHUB_APP_ID,my-app",
    "UNDERSTUDY_GITHUB_APP_ID,99999999999999999999",
    "UNDERSTUDY_PUBLIC_URL,understudy.example.com",
    "UNDERSTUDY_PUBLIC_URL,ftp://understudy.example.com",
    "UNDERSTUDY_PUBLIC_URL,https://a b"
  })
  void aWrongSettingIsNamed(String name, String value) {
    assertThatThrownBy(() -> with(name, value))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(name)
        .hasMessageContaining(value);
  }

  @ParameterizedTest
  @CsvSource({
    "UNDERSTUDY_PAGE_SECRET,tellme-not,12",
    "UNDERSTUDY_GITHUB_WEBHOOK_SECRET,tellme-not-this,16",
    "UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET,tellme-not-this,16"
  })
  void aSecretThatCanBeGuessedIsNamedAndNotTold(String name, String value, int shortest) {
    assertThatThrownBy(() -> with(name, value))
        .isInstanceOf(Problem.class)
        .hasMessage(name + " is too short: it must have " + shortest + " characters or more");
  }
}
