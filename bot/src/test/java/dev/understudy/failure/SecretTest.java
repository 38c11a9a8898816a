package dev.understudy.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A secret tells itself to the one who asks, and to nobody by accident. */
class SecretTest {
  @Test
  void printingItTellsNothing() {
    Secret secret = Secret.of("canary");
    assertThat("" + secret + List.of(secret) + String.format("%s", secret))
        .doesNotContain("canary")
        .contains("***");
    assertThat(secret.hashCode()).isEqualTo(Secret.of("other").hashCode());
  }

  @Test
  void itMatchesOnlyItself() {
    assertThat(Secret.of("canary").matches("canary")).isTrue();
    assertThat(Secret.of("canary").matches("canarY")).isFalse();
    assertThat(Secret.of("canary").matches("")).isFalse();
    assertThat(Secret.of("canary")).isEqualTo(Secret.of("canary")).isNotEqualTo(Secret.of("x"));
  }

  @Test
  void anEmptyOneIsRefused() {
    assertThatThrownBy(() -> Secret.of("")).isInstanceOf(IllegalArgumentException.class);
  }
}
