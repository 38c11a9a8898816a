package dev.understudy.sql.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts with gaps, and what they cannot do. */
class TextTemplateTest {
  private static String rendered(String template, Map<String, ?> values) {
    return new TextTemplate(template, "t.md").render(values);
  }

  @Test
  void gapsAreFilledAndLinesOfTagsVanish() {
    String template = "{% for row in rows %}\n- {{ row.name }}\n{% endfor %}\nend\n";
    assertThat(
            rendered(template, Map.of("rows", List.of(Map.of("name", "a"), Map.of("name", "b")))))
        .isEqualTo("- a\n- b\nend\n");
  }

  @Test
  void aValueIsNeverReadAsATemplate() {
    assertThat(rendered("{{ x }}", Map.of("x", "{{ 7 * 7 }}{% if x %}{# c #}")))
        .isEqualTo("{{ 7 * 7 }}{% if x %}{# c #}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% include '/etc/passwd' %}",
        "{% import '/etc/passwd' as p %}",
        "{% extends '/etc/passwd' %}",
        "{{ nobody }}",
        "{{ x.getClass().forName('java.lang.Runtime') }}",
        "{{ ''.getClass() }}",
        "{% for %}",
        "{% if x %}",
        "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
        "{% for i in range(9999) %}{% for j in range(9999) %}xxxxxxxx{% endfor %}{% endfor %}"
      })
  @Timeout(10)
  void whatIsWrongIsOneSentenceWithItsFile(String template) {
    assertThatThrownBy(() -> rendered("ok\n" + template, Map.of("x", "y")))
        .isInstanceOf(Problem.class)
        .hasMessageStartingWith("the template cannot be rendered: ")
        .satisfies(e -> assertThat(((Problem) e).location().toString()).startsWith("t.md"))
        .satisfies(
            e -> assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("Exception"));
  }

  @Test
  void anUnknownNameIsSaidWithItsLine() {
    assertThatThrownBy(() -> rendered("ok\n{{ nobody }}", Map.of()))
        .satisfies(e -> assertThat(((Problem) e).location().line()).isEqualTo(2));
  }
}
