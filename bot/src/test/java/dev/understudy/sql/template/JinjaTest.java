package dev.understudy.sql.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JinjaTest {
  private static String rendered(String template) {
    Jinja.Rendered rendered = Jinja.render(template, false);
    assertThat(rendered.error()).as(template).isNull();
    return rendered.text();
  }

  @Test
  void plainSqlWithBracesIsNoTemplate() {
    assertThat(Jinja.isTemplate("SELECT '{{' || '{%s'")).isFalse();
    assertThat(Jinja.isTemplate("{% if is_init() %}x{% endif %}")).isTrue();
    assertThat(Jinja.isTemplate("SELECT {{ x }}")).isTrue();
  }

  @Test
  void isInitAnswersBothWays() {
    String template = "{% if is_init() %}new{% else %}old{% endif %}";
    assertThat(Jinja.render(template, true).text()).isEqualTo("new");
    assertThat(Jinja.render(template, false).text()).isEqualTo("old");
  }

  @Test
  void pythonsTrailingCommasConditionsAndMapsAreUnderstood() {
    assertThat(
            rendered(
                "{% set xs = ['a', 'b',] %}{% for x in xs %}{{ x }}{{ ',' if not loop.last }}{% endfor %}"))
        .isEqualTo("a,b");
    assertThat(rendered("{% set m = {'k': 1, 'l': 2,} %}{{ m | join('+') }}")).isEqualTo("k+l");
  }

  @Test
  void macrosAndRawTextAreUnderstood() {
    assertThat(rendered("{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice('ab') }}"))
        .isEqualTo("abab");
    assertThat(rendered("{% raw %}{{ not rendered }}{% endraw %}")).isEqualTo("{{ not rendered }}");
  }

  @Test
  void anUnknownNameOrFunctionIsAnErrorWithItsLine() {
    assertThat(Jinja.render("a\n{{ nobody }}", false).error())
        .isNotNull()
        .satisfies(e -> assertThat(e.line()).isEqualTo(2));
    assertThat(Jinja.render("{{ metrics.calculate(1) }}", false).error()).isNotNull();
  }

  @Test
  void aTemplateReachesNeitherFilesNorJava() {
    for (String template :
        new String[] {
          "{% include '/etc/passwd' %}",
          "{% import '/etc/passwd' as p %}",
          "{% extends '/etc/passwd' %}",
          "{{ ''.getClass().forName('java.lang.Runtime') }}",
          "{{ ____int3rpr3t3r____.getConfig() }}"
        }) {
      Jinja.Rendered rendered = Jinja.render(template, false);
      assertThat(rendered.text()).as(template).doesNotContain("root:").doesNotContain("Runtime");
    }
  }

  @Test
  void aLoopWithoutEndIsStopped() {
    Jinja.Rendered rendered =
        Jinja.render(
            "{% for a in range(9999) %}{% for b in range(9999) %}xxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",
            false);
    assertThat(rendered.error()).isNotNull();
  }

  private static List<String> endless() {
    return List.of(
        "{% for a in range(9999) %}".repeat(3) + "{% endfor %}".repeat(3),
        "{% macro m(d) %}{% if d < 15 %}"
            + "{{ m(d+1) }}".repeat(6)
            + "{% endif %}{% endmacro %}{{ m(0) }}",
        "{% macro m(d) %}{{ m(d+1) }}{% endmacro %}{{ m(0) }}",
        "{{ 'a'|center(2000000000) }}");
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("endless")
  @Timeout(30)
  void neitherEmptyLoopsNorMacrosThatCallThemselvesRunOn(String template) {
    assertThat(Jinja.render(template, false).error()).isNotNull();
  }

  @Test
  void sumsWithoutSpacesAreUnderstood() {
    assertThat(rendered("{% set d = 1 %}{{ d+1 }}{{ 'a+1' }}")).isEqualTo("2a+1");
  }
}
