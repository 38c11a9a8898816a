package dev.understudy.report.comment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.report.Foreign;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reader sees of text that others wrote. */
class ForeignTextTest {
  static Stream<String> texts() {
    Stream<String> random =
        IntStream.range(0, 300).mapToObj(HostileTextTest::random).map(Supplier::get);
    return Stream.concat(HostileTextTest.CORPUS.stream(), random);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("texts")
  void aNameIsOneCodeSpanThatHoldsAllOfIt(String name) {
    String shown = Foreign.visible(name).strip();
    Parsed line = Parsed.of("see " + Foreign.code(name) + " there");
    assertThat(line.codes).hasSize(1);
    assertThat(line.codes.getFirst().strip()).isEqualTo(shown);
    String cell = Foreign.inTable(Foreign.code(name));
    Parsed table = Parsed.of("| a | b |\n|-|-|\n| " + cell + " | " + cell + " |\n");
    assertThat(table.codes).hasSize(2);
    assertThat(table.codes.getFirst().replace("\\u005c", "\\").strip())
        .isEqualTo(shown.replace("\\u005c", "\\"));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("texts")
  void aSentenceIsOneLineOfWordsAndCode(String text) {
    Parsed parsed = Parsed.of("- " + Foreign.text(text));
    assertThat(parsed.shape)
        .containsExactly("0 Document", "1 BulletList", "2 ListItem", "3 Paragraph");
    assertThat(parsed.inlines).isEmpty();
    assertThat(parsed.links).isEmpty();
    assertThat(parsed.html).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Unrecognized name: customer_id; Did you mean customer?|Unrecognized name: `customer_id`; Did you mean customer?",
        "p.d.v reads p.d.t, which this change removes|`p.d.v` reads `p.d.t`, which this change removes",
        "Unrecognized name: `x`|Unrecognized name: `x`",
        "Syntax error: Unexpected \"}\" (at the end)|Syntax error: Unexpected `\"}\"` (at the end)",
        "No matching function f(INT64), expected 2 arguments|No matching function `f(INT64)`, expected 2 arguments",
        "It's 3.5 % – the team's own|It's 3.5 `%` – the team's own",
        "- item|`-` item",
        "1. item|`1`. item",
        "see `a``b` now|see `a` `b` now",
        "wait @ada|wait `@ada`",
        "Größe übertrifft|Größe übertrifft"
      })
  void plainWordsStayPlain(String text, String markdown) {
    assertThat(Foreign.text(text)).isEqualTo(markdown);
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() {
    String pairs = "\ud83d\udc4d".repeat(400);
    assertThat(Foreign.code("a" + pairs)).endsWith("👍…`").doesNotContain("\\ud83d");
    assertThat(Foreign.shorten("a👍b", 2)).isEqualTo("a…");
  }
}
