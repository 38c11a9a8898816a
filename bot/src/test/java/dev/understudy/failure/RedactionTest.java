package dev.understudy.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a log, a comment and a row may say. */
class RedactionTest {
  private static String redacted(String text, String... secrets) {
    return new Redaction(List.of(secrets).stream().map(Secret::of).toList()).of(text);
  }

  @Test
  void knownSecretsGoWhereverTheyAre() {
    assertThat(redacted("a canary, canary1", "canary", "canary1")).isEqualTo("a ***, ***");
    assertThat(redacted("in JSON: can\\\"ary", "can\"ary")).isEqualTo("in JSON: ***");
    assertThat(redacted("in JSON: can\\/ary", "can/ary")).isEqualTo("in JSON: ***");
    assertThat(redacted("two: line-two", "line-one\nline-two")).isEqualTo("two: ***");
  }

  @Test
  void whatLooksLikeATokenGoesUnknown() {
    assertThat(redacted("https://x-access-token:ghs_0123456789abcdefXYZ@github.com"))
        .isEqualTo("https://x-access-token:***@github.com");
    assertThat(redacted("github_pat_11ABCDEFG0abcdefghijkl!")).isEqualTo("***!");
  }

  @Test
  void everythingElseStays() {
    assertThat(redacted("a short one hides nothing", "a")).isEqualTo("a short one hides nothing");
    assertThat(redacted("ghs_short and eyJ.a.b")).isEqualTo("ghs_short and eyJ.a.b");
  }
}
