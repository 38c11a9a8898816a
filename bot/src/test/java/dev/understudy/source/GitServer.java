package dev.understudy.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/**
 * A repository over HTTP, and ways in which a server may fail.
 *
 * @see <a href="https://git-scm.com/docs/http-protocol">the smart protocol</a>
 */
final class GitServer implements AutoCloseable {
  private final HttpServer server;
  private final Repository repository;
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  volatile boolean asksForToken;
  volatile @Nullable String redirect;

  GitServer(Repository repository) throws IOException {
    this.repository = repository;
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      authorizations.add(String.valueOf(authorization));
      String place = redirect;
      if (place != null && !exchange.getRequestURI().getPath().startsWith("/new.git")) {
        exchange.getResponseHeaders().add("Location", place);
        exchange.sendResponseHeaders(302, -1);
      } else if (asksForToken && authorization == null) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (status != 200) {
        exchange.sendResponseHeaders(status, -1);
      } else {
        serve(exchange);
      }
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    boolean refs = exchange.getRequestURI().getPath().endsWith("/info/refs");
    String type = refs ? "advertisement" : "result";
    exchange.getResponseHeaders().add("Content-Type", "application/x-git-upload-pack-" + type);
    exchange.sendResponseHeaders(200, 0);
    UploadPack pack = new UploadPack(repository);
    pack.setBiDirectionalPipe(false);
    try (InputStream in = body(exchange);
        OutputStream out = exchange.getResponseBody()) {
      if (refs) {
        PacketLineOut line = new PacketLineOut(out);
        line.writeString("# service=git-upload-pack\n");
        line.end();
        pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(line));
      } else {
        pack.upload(in, out, null);
      }
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    boolean zipped =
        Objects.equals(exchange.getRequestHeaders().getFirst("Content-Encoding"), "gzip");
    return zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
