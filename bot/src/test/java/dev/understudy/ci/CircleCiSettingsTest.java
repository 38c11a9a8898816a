package dev.understudy.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.forge.RepositoryName;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircleCiSettingsTest {
  private static final String ID = "44f7c8f5-3d2d-4c0f-9d7e-2b3c1d9f8a10";

  @Test
  void withoutATokenThereIsNoCircleCi() {
    assertThat(CircleCiSettings.of(Map.of("UNDERSTUDY_CIRCLECI_URL", "nonsense"))).isEmpty();
  }

  @Test
  void theDefaultsAreCircleCisCloud() {
    var settings = CircleCiSettings.of(Map.of("UNDERSTUDY_CIRCLECI_TOKEN", "s3cret")).orElseThrow();
    assertThat(settings.url()).hasToString("https://circleci.com");
    assertThat(settings.artifacts()).hasToString("https://output.circle-artifacts.com");
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @Test
  void aServerOfOnesOwnKeepsItsArtifacts() {
    var settings = settings("UNDERSTUDY_CIRCLECI_URL", "https://circleci.acme.example/");
    assertThat(settings.artifacts()).hasToString("https://circleci.acme.example");
  }

  @Test
  void aRepositoryIsBuiltByTheProjectThatTheServerNames() {
    var settings =
        settings(
            "UNDERSTUDY_CIRCLECI_PROJECTS",
            "Acme/Shop=gh/acme/shop, acme/web=circleci/43G3/44n9:" + ID);
    assertThat(settings.project(RepositoryName.of("acme/shop")))
        .hasValueSatisfying(project -> assertThat(project.definition()).isNull());
    assertThat(settings.project(RepositoryName.of("acme/web")))
        .hasValueSatisfying(project -> assertThat(project.definition()).hasToString(ID));
    assertThat(settings.project(RepositoryName.of("acme/other"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "UNDERSTUDY_CIRCLECI_TOKEN, s3cret ünd more",
    "UNDERSTUDY_CIRCLECI_URL, http://circleci.acme.example",
    "UNDERSTUDY_CIRCLECI_URL, https://a:s3cret@circleci.acme.example",
    "UNDERSTUDY_CIRCLECI_URL, circleci.com",
    "UNDERSTUDY_CIRCLECI_URL, https://circleci.com/api/v2",
    "UNDERSTUDY_CIRCLECI_ARTIFACTS_URL, file:///etc",
    "UNDERSTUDY_CIRCLECI_PROJECTS, acme/shop",
  })
  void aWrongSettingIsNamedAndNeverQuoted(String name, String value) {
    assertThatThrownBy(() -> settings(name, value))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(name)
        .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "shop=gh/acme/shop", "acme/shop=shop", "a/b=gh/a/b,A/b=gh/a/b"})
  void wrongProjectsAreNamedEvenWithoutAToken(String value) {
    assertThatThrownBy(() -> CircleCiSettings.of(Map.of("UNDERSTUDY_CIRCLECI_PROJECTS", value)))
        .hasMessageContaining("UNDERSTUDY_CIRCLECI_PROJECTS")
        .extracting(e -> ((Problem) e).kind())
        .isEqualTo(Problem.Kind.USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gh/acme/../me",
        "gh/acme/..",
        "gh/acme",
        "gh/acme/shop/more",
        "gh/acme/shop?x",
        "/gh/a/b",
        "svn/acme/shop",
        "circleci/43G3/44n9",
        "gh/acme/shop:1-2-3-4-5"
      })
  void aProjectThatIsNoneIsRefused(String project) {
    assertThatThrownBy(() -> CircleCiProject.of(project)).isInstanceOf(Problem.class);
  }

  private static CircleCiSettings settings(String name, String value) {
    var token = Map.of("UNDERSTUDY_CIRCLECI_TOKEN", "t");
    var environment = new HashMap<>(token);
    environment.put(name, value);
    return CircleCiSettings.of(environment).orElseThrow();
  }
}
