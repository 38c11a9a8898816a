package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/** Judges an app's JSON web tokens ("Generating a JSON Web Token", docs.github.com). */
final class WebTokens {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Set<String> ISSUERS = Set.of(Long.toString(World.APP), World.CLIENT);

  /** How many bytes of PKCS#8 precede the PKCS#1 key that GitHub hands out, at 2,048 bits. */
  private static final int PKCS8_HEADER = 26;

  private static final KeyPair KEYS = keys();

  private WebTokens() {}

  /** One pair for all sandboxes of a process: making one takes a while. */
  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The app's key in the form in which GitHub hands it out (PKCS#1). */
  static String privateKeyPem() {
    byte[] pkcs8 = KEYS.getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEADER, pkcs8.length);
    byte[] newline = {'\n'};
    return "-----BEGIN RSA PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, newline).encodeToString(pkcs1)
        + "\n-----END RSA PRIVATE KEY-----\n";
  }

  /** Refuses a token that GitHub would refuse. */
  static void check(String token, Instant now) {
    String[] parts = token.split("\\.");
    if (parts.length != 3 || !signed(parts)) {
      throw new Refusal(401, "A JSON web token could not be decoded");
    }
    JsonNode claims = json(parts[1]);
    if (!ISSUERS.contains(claims.path("iss").asText())) {
      throw new Refusal(401, "'Issuer' claim ('iss') must be the app's id or its client id");
    }
    if (!claims.path("iat").isNumber() || claims.path("iat").asLong() > now.getEpochSecond()) {
      throw new Refusal(
          401,
          "'Issued at' claim ('iat') must be an Integer representing the time that the assertion"
              + " was issued");
    }
    expiry(claims.path("exp"), now);
  }

  private static void expiry(JsonNode exp, Instant now) {
    if (!exp.isNumber() || exp.asLong() <= now.getEpochSecond()) {
      throw new Refusal(
          401,
          "'Expiration time' claim ('exp') must be a numeric value representing the future time"
              + " at which the assertion expires");
    }
    if (exp.asLong() > now.plus(LONGEST).getEpochSecond()) {
      throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
    }
  }

  private static boolean signed(String[] parts) {
    try {
      if (!json(parts[0]).path("alg").asText().equals("RS256")) {
        return false;
      }
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(KEYS.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(decode(parts[2]));
    } catch (GeneralSecurityException | Refusal _) {
      return false;
    }
  }

  private static JsonNode json(String part) {
    return Json.parse(new String(decode(part), StandardCharsets.UTF_8));
  }

  private static byte[] decode(String part) {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException _) {
      throw new Refusal(401, "A JSON web token could not be decoded");
    }
  }
}
