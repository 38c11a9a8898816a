package dev.understudy.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** How the pages look. */
final class Style {
  /** On a phone each row is a card, with the columns' names before its cells. */
  static final String CSS =
      """
      :root{color-scheme:light dark}
      body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:76rem;padding:1rem}
      h1{font-size:1.4rem;margin-bottom:.3rem}h2{font-size:1.1rem;margin-top:2rem}
      a{color:light-dark(#0550ae,#79b8ff)}
      .good{color:light-dark(#1a7f37,#56d364)}.bad{color:light-dark(#b3261e,#ff8a80)}
      table{border-collapse:collapse;width:100%}
      th,td{border-bottom:1px solid #8886;padding:.35rem .6rem .35rem 0;text-align:left}
      th,td{vertical-align:top;overflow-wrap:break-word}th{font-weight:600}
      code,pre{font:14px/1.5 ui-monospace,monospace}
      pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8882;padding:.6rem}
      @media (min-width:46rem){td:first-child{min-width:17rem}}
      @media (max-width:46rem){
      thead{display:none}tr,td{display:block}tr{border-bottom:1px solid #8886;padding:.4rem 0}
      td{border:0;padding:.05rem 0 .05rem 7.5rem;overflow-wrap:anywhere;min-height:1.5rem}
      td::before{content:attr(data-name);float:left;margin-left:-7.5rem;opacity:.7}
      }
      """;

  private Style() {}

  /** The hash by which this style is allowed, and no other ("CSP level 3", w3.org). */
  static String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(CSS.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
