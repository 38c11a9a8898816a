package dev.understudy.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppKeyTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"PKCS#1", "PKCS#8"})
  void aTokenIsSignedWithTheKeyInEitherForm(String form) throws Exception {
    String pem = form.equals("PKCS#1") ? Keys.pkcs1() : Keys.pkcs8();
    String[] parts = new AppKey("12345", Secret.of(pem)).token(NOW).split("\\.");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(Keys.PAIR.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    assertThat(json(parts[0]).path("alg").asText()).isEqualTo("RS256");
  }

  @Test
  void aTokenBeganAMinuteAgoAndIsOverWithinNine() throws Exception {
    JsonNode claims = json(new AppKey("12345", Secret.of(Keys.pkcs8())).token(NOW).split("\\.")[1]);
    assertThat(claims.path("iss").asText()).isEqualTo("12345");
    assertThat(claims.path("iat").asLong()).isEqualTo(NOW.minusSeconds(60).getEpochSecond());
    assertThat(claims.path("exp").asLong())
        .isGreaterThan(NOW.getEpochSecond())
        .isLessThanOrEqualTo(NOW.plusSeconds(540).getEpochSecond());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary-key",
        "-----BEGIN RSA PRIVATE KEY-----\ncanary=\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nY2FuYXJ5\n-----END EC PRIVATE KEY-----"
      })
  void aKeyThatCannotBeReadIsNotQuoted(String pem) {
    assertThatThrownBy(() -> new AppKey("12345", Secret.of(pem)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("no RSA key in PEM")
        .hasMessageNotContaining("canary")
        .hasNoCause();
  }

  private static JsonNode json(String part) throws Exception {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(part));
  }
}
