package dev.understudy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokensTest {
  @Test
  void commentsAndSpaceAreNoTokens() {
    assertThat(texts("SELECT -- one\n 1 # two\n + /* three */ 2"))
        .containsExactly("SELECT", "1", "+", "2");
  }

  @Test
  void aCommentSignInAStringIsPartOfTheString() {
    assertThat(texts("SELECT '-- no', \"# no\", `/* no */`"))
        .containsExactly("SELECT", "'-- no'", ",", "\"# no\"", ",", "`/* no */`");
  }

  @Test
  void aBackslashKeepsAQuoteInAStringEvenInARawOne() {
    assertThat(texts("'a\\'b' r'c\\'d'")).containsExactly("'a\\'b'", "r'c\\'d'");
  }

  @Test
  void threeQuotesEndWithThreeQuotes() {
    assertThat(texts("'''it's ''two'' lines''' RB\"\"\"x\"y\"\"\""))
        .containsExactly("'''it's ''two'' lines'''", "RB\"\"\"x\"y\"\"\"");
  }

  @Test
  void anEmptyStringEndsAtOnce() {
    assertThat(texts("'' 'a'")).containsExactly("''", "'a'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'open", "`open", "/* open", "'''open'", "'open\\", "\"", "'''"})
  void aTextThatStopsHalfwayIsReadToItsEnd(String text) {
    List<Tokens.Token> tokens = Tokens.of("1 " + text);

    assertThat(tokens.getLast().span().end()).isLessThanOrEqualTo(2 + text.length());
  }

  @Test
  void aCharacterOfTwoUnitsIsOneToken() {
    assertThat(texts("a \uD83D\uDE00 b")).containsExactly("a", "\uD83D\uDE00", "b");
  }

  @Test
  void spansAreThePlacesOfTheTokens() {
    String text = "é  -- ü\n `x` ";

    assertThat(Tokens.of(text))
        .allSatisfy(
            token ->
                assertThat(text.substring(token.span().start(), token.span().end()))
                    .isEqualTo(token.text()));
  }

  @Test
  void textsThatDifferInSpaceAndCommentsAreTheSame() {
    assertThat(Tokens.same("SELECT 1", "select /* x */ 1")).isFalse();
    assertThat(Tokens.same("SELECT 1", "SELECT /* x */\n1 -- y")).isTrue();
    assertThat(Tokens.same("SELECT 'a b'", "SELECT 'a  b'")).isFalse();
  }

  @Test
  void datesAreToldFromOtherStrings() {
    assertThat(Tokens.onlyDatesDiffer("x > '2024-01-01'", "x > '2024-01-02 03:04:05+00'")).isTrue();
    assertThat(Tokens.onlyDatesDiffer("x > '2024-01-01'", "x > 'yesterday'")).isFalse();
    assertThat(Tokens.onlyDatesDiffer("x > '2024-01-01'", "y > '2024-01-02'")).isFalse();
    assertThat(Tokens.onlyDatesDiffer("x > '2024-01-01'", "x > '2024-01-01'")).isFalse();
    assertThat(Tokens.onlyDatesDiffer("''", "'")).isFalse();
  }

  @Test
  void depthCountsBracketsThatAreNotInStringsOrComments() {
    assertThat(Tokens.depth("f(g([1]), '((((') -- ((((")).isEqualTo(3);
    assertThat(Tokens.depth("CASE WHEN a THEN CASE WHEN b THEN 1 END END")).isEqualTo(2);
    assertThat(Tokens.depth(") ) (")).isEqualTo(1);
  }

  @Test
  void blocksThatEndWithTheirKindDoNotHideDepth() {
    String blocks = "IF a THEN SELECT 1; END IF; LOOP BREAK; END LOOP;";

    assertThat(Tokens.depth("BEGIN BEGIN " + blocks + " SELECT (1); END; END")).isEqualTo(3);
  }

  @Test
  void caseStatementsOneAfterAnotherDoNotNest() {
    assertThat(Tokens.depth("CASE WHEN a THEN SELECT 1; END CASE; ".repeat(5))).isEqualTo(1);
    assertThat(Tokens.depth("BEGIN TRANSACTION; COMMIT; ".repeat(5))).isEqualTo(0);
  }

  private static List<String> texts(String text) {
    return Tokens.of(text).stream().map(Tokens.Token::text).toList();
  }
}
