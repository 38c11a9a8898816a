package dev.understudy.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.sql.Rewrite.Replacement;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RewriteTest {
  private static final String TEXT = "FROM a JOIN b ON é";

  @Test
  void onlyTheRangesChange() {
    assertThat(whole(at(12, 13, "`x.b`"), at(5, 6, "`x.a`")))
        .isEqualTo("FROM `x.a` JOIN `x.b` ON é");
  }

  @Test
  void theSameReplacementTwiceIsMadeOnce() {
    assertThat(whole(at(5, 6, "x"), at(5, 6, "x"))).isEqualTo("FROM x JOIN b ON é");
  }

  @Test
  void replacementsOutsideOfThePartAreLeftOut() {
    String part = Rewrite.apply(TEXT, new Span(7, 13), List.of(at(5, 6, "x"), at(12, 13, "y")));

    assertThat(part).isEqualTo("JOIN y");
  }

  @Test
  void overlapIsRefused() {
    assertThatThrownBy(() -> whole(at(5, 11, "x"), at(7, 13, "y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("overlapping");
    assertThatThrownBy(() -> whole(at(5, 6, "x"), at(5, 6, "y")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String whole(Replacement... replacements) {
    return Rewrite.apply(TEXT, new Span(0, TEXT.length()), List.of(replacements));
  }

  private static Replacement at(int start, int end, String text) {
    return new Replacement(new Span(start, end), text);
  }
}
