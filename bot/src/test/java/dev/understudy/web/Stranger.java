package dev.understudy.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Sends the head of an unsigned delivery, and waits to be asked for its body (RFC 9110, 10.1.1: 100
 * Continue).
 */
final class Stranger implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;

  Stranger(int port, String header) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    send(
        "POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            + header
            + "\r\n\r\n");
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Whether the server asks for the body. */
  boolean isLetIn() throws IOException {
    String asked = "HTTP/1.1 100 Continue\r\n\r\n";
    byte[] said = socket.getInputStream().readNBytes(asked.length());
    return new String(said, StandardCharsets.ISO_8859_1).equals(asked);
  }

  /** What the server says until it ends the connection. */
  String answer() throws IOException {
    InputStream all = socket.getInputStream();
    return new String(all.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
