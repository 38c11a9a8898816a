package dev.understudy.forge.github;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GitHub App's private key, which signs what the app says it is. kohsuke's own signing needs a
 * library for JSON web tokens, reads only PKCS#8 and asks the machine's clock.
 *
 * @see <a
 *     href="https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app">Generating
 *     a JSON Web Token</a>: RS256, {@code iat} a minute ago, {@code exp} within ten minutes
 */
final class AppKey {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END ");

  /** {@code version 0, rsaEncryption, NULL}: what PKCS#8 says before a PKCS#1 key. */
  private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Duration LIFE = Duration.ofMinutes(9);

  private final String id;
  private final PrivateKey key;

  /**
   * Reads a key.
   *
   * @throws Problem where it is no RSA key in PEM; the sentence quotes none of it
   */
  AppKey(String id, Secret pem) {
    this.id = id;
    this.key = read(pem.reveal());
  }

  /** Says who we are, for the next nine minutes less the minute that clocks may differ. */
  String token(Instant now) {
    String claims =
        "{\"iat\":%d,\"exp\":%d,\"iss\":\"%s\"}"
            .formatted(
                now.minus(SKEW).getEpochSecond(), now.plus(LIFE).minus(SKEW).getEpochSecond(), id);
    String said = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(said.getBytes(StandardCharsets.US_ASCII));
      return said + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with SHA256withRSA", e);
    }
  }

  private static PrivateKey read(String pem) {
    Matcher matcher = PEM.matcher(pem);
    if (!matcher.find()) {
      throw unreadable();
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
      return KeyFactory.getInstance("RSA")
          .generatePrivate(new PKCS8EncodedKeySpec(matcher.group(1) == null ? der : wrap(der)));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      throw unreadable();
    }
  }

  private static Problem unreadable() {
    return Problem.usage(
        "UNDERSTUDY_GITHUB_PRIVATE_KEY holds no RSA key in PEM: give the whole file that GitHub made"
            + " for the app, from -----BEGIN to -----END");
  }

  private static byte[] wrap(byte[] key) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(RSA);
    inner.writeBytes(element(0x04, key));
    return element(0x30, inner.toByteArray());
  }

  /** A DER element: its tag, its length in as many bytes as it needs, its content. */
  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >>> (8 * i));
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
