package dev.understudy.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** Signs JSON web tokens with the key that the sandbox hands out. */
final class AppKey {
  /** Version 0 and the algorithm RSA, which PKCS#8 puts before a PKCS#1 key. */
  private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private final PrivateKey key;

  AppKey(String pem) {
    try {
      String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
      byte[] content = join(RSA, tagged(0x04, Base64.getDecoder().decode(base64)));
      key =
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(tagged(0x30, content)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] tagged(int tag, byte[] content) {
    byte[] head = {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
    return join(head, content);
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(second);
    return all.toByteArray();
  }

  String token(long app, Instant issued, Instant expires) {
    return token(
        "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
        "{\"iss\":\"%d\",\"iat\":%d,\"exp\":%d}"
            .formatted(app, issued.getEpochSecond(), expires.getEpochSecond()));
  }

  String token(String header, String claims) {
    try {
      String signed = part(header) + "." + part(claims);
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
