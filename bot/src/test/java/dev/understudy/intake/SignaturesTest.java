package dev.understudy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.failure.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 1 and 2 of the threat table, with the vectors that GitHub and CircleCI publish. */
class SignaturesTest {
  private static final Secret SECRET = Secret.of("It's a Secret to Everybody");
  private static final byte[] BODY = Deliveries.bytes("Hello, World!");
  private static final String RIGHT =
      "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  private static boolean github(String... headers) {
    return Signatures.github(SECRET, List.of(headers), BODY);
  }

  private static boolean circleci(String... headers) {
    return Signatures.circleci(SECRET, List.of(headers), BODY);
  }

  @Test
  void githubsPublishedVectorIsRight() {
    assertThat(github("sha256=" + RIGHT)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "hello world,secret,734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a",
    "lalala,another-secret,daa220016c8f29a8b214fbfc3671aeec2145cfb1e6790184ffb38b6d0425fa00",
    "an-important-request-payload,hunter123,"
        + "9be2242094a9a8c00c64306f382a7f9d691de910b4a266f67bd314ef18ac49fa",
    "foo,secret,773ba44693c7553d6ee20f61ea5d2757a9a4f4a44d2841ae4e95b52e4cd62db4"
  })
  void circlecisPublishedVectorsAreRight(String body, String secret, String signature) {
    byte[] bytes = Deliveries.bytes(body);
    Secret key = Secret.of(secret);
    assertThat(Signatures.circleci(key, List.of("v1=" + signature), bytes)).isTrue();
    assertThat(Signatures.circleci(key, List.of("v2=x,v1=" + signature), bytes)).isTrue();
    assertThat(Signatures.circleci(key, List.of("v1=not-a-valid-signature"), bytes)).isFalse();
  }

  @Test
  void everyFlippedBitOfTheBodyIsNoticed() {
    for (int bit = 0; bit < BODY.length * 8; bit++) {
      byte[] flipped = BODY.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Signatures.github(SECRET, List.of("sha256=" + RIGHT), flipped)).isFalse();
    }
  }

  @Test
  void everyOtherDigitOfTheSignatureIsNoticed() {
    for (int i = 0; i < RIGHT.length(); i++) {
      char other = RIGHT.charAt(i) == '0' ? '1' : '0';
      String wrong = RIGHT.substring(0, i) + other + RIGHT.substring(i + 1);
      assertThat(github("sha256=" + wrong)).isFalse();
      assertThat(circleci("v1=" + wrong)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        "sha256",
        RIGHT,
        "sha1=" + RIGHT,
        "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59",
        "SHA256=" + RIGHT,
        "sha256=" + RIGHT + "0",
        "sha256=" + RIGHT + "00",
        " sha256=" + RIGHT,
        "sha256=" + RIGHT + ",sha256=" + RIGHT,
        "sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "sha256=７５7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
      })
  void otherHeadersAreRefused(String header) {
    assertThat(github(header)).isFalse();
  }

  @Test
  void oneHeaderIsWanted() {
    assertThat(github()).isFalse();
    assertThat(github("sha256=" + RIGHT, "sha256=" + RIGHT)).isFalse();
    assertThat(circleci()).isFalse();
    assertThat(circleci("v1=" + RIGHT, "v1=" + RIGHT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1",
        "v1=",
        "v0=" + RIGHT,
        "v2=" + RIGHT,
        "v2=x",
        "v1=bad,v1=" + RIGHT,
        "v1=" + RIGHT + ",v1=bad",
        "junk,v1=" + RIGHT,
        "v1=" + RIGHT + "=",
        "v1=" + RIGHT + "0"
      })
  void theNewestVersionDecidesAndComesOnce(String header) {
    assertThat(circleci(header)).isFalse();
  }

  @Test
  void aBodyWrittenAgainIsAnotherBody() {
    byte[] body = Deliveries.bytes("{\"name\": \"Zoë\"}");
    byte[] again = Deliveries.bytes("{\"name\":\"Zoë\"}");
    List<String> header = List.of("sha256=" + Deliveries.hmac(SECRET, body));
    assertThat(Signatures.github(SECRET, header, body)).isTrue();
    assertThat(Signatures.github(SECRET, header, again)).isFalse();
  }

  @Test
  void anotherSecretIsNoticed() {
    assertThat(Signatures.github(Secret.of("other"), List.of("sha256=" + RIGHT), BODY)).isFalse();
  }
}
