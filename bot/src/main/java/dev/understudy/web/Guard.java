package dev.understudy.web;

import dev.understudy.failure.Secret;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody see pages and metrics who does not know the page secret (HTTP Basic, RFC 7617, any
 * user name), and adds the headers that keep a browser from doing more than showing a page.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class Guard {
  private static final String BASIC = "Basic ";
  private static final String LOCAL = "(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?";
  private static final String POLICY =
      "default-src 'none'; style-src '"
          + Style.hash()
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final ServerSettings settings;

  Guard(ServerSettings settings) {
    this.settings = settings;
  }

  /** Refuses, or lets through with null. */
  @RequestFilter
  @Nullable HttpResponse<String> check(HttpRequest<?> request) {
    String path = request.getPath();
    if (path.startsWith("/webhooks/") || path.equals("/health") || path.startsWith("/health/")) {
      return null;
    }
    if (settings.open()) {
      return local(request) ? null : refused(HttpStatus.FORBIDDEN, "ask for localhost");
    }
    Secret secret = settings.pageSecret();
    if (secret == null) {
      return refused(HttpStatus.FORBIDDEN, "set UNDERSTUDY_PAGE_SECRET to see the pages");
    }
    return said(request, secret)
        ? null
        : refused(HttpStatus.UNAUTHORIZED, "sign in with the page secret as the password")
            .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Understudy\", charset=\"UTF-8\"");
  }

  /** A page of another site can send a browser here by a name of its own; not by this one. */
  private static boolean local(HttpRequest<?> request) {
    List<String> hosts = request.getHeaders().getAll(HttpHeaders.HOST);
    return hosts.size() == 1 && hosts.getFirst().matches(LOCAL);
  }

  private static boolean said(HttpRequest<?> request, Secret secret) {
    List<String> said = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION);
    if (said.size() != 1 || !said.getFirst().regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return false;
    }
    try {
      byte[] pair = Base64.getDecoder().decode(said.getFirst().substring(BASIC.length()).strip());
      String text = new String(pair, StandardCharsets.UTF_8);
      return secret.matches(text.substring(text.indexOf(':') + 1));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static MutableHttpResponse<String> refused(HttpStatus status, String sentence) {
    return HttpResponse.<String>status(status).body(sentence + "\n");
  }

  /** Adds the headers to whatever is answered. */
  @ResponseFilter
  void harden(MutableHttpResponse<?> response) {
    response
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Cache-Control", "no-store");
  }
}
