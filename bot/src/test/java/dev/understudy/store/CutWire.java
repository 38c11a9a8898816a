package dev.understudy.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A connection to PostgreSQL that can be cut. */
final class CutWire implements AutoCloseable {
  private final DatabaseSettings behind;
  private final URI address;
  private final ServerSocket door = new ServerSocket(0);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  CutWire(DatabaseSettings behind) throws IOException {
    this.behind = behind;
    this.address = URI.create(behind.url().substring("jdbc:".length()));
    Thread.ofVirtual().start(this::admit);
  }

  DatabaseSettings settings() {
    return new DatabaseSettings(
        "jdbc:postgresql://localhost:" + door.getLocalPort() + address.getPath(),
        behind.user(),
        behind.password());
  }

  void cut() throws IOException {
    cut = true;
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  void mend() {
    cut = false;
  }

  private void admit() {
    try {
      while (true) {
        Socket near = door.accept();
        if (cut) {
          near.close();
          continue;
        }
        Socket far = new Socket(address.getHost(), address.getPort());
        open.add(near);
        open.add(far);
        Thread.ofVirtual().start(() -> relay(near, far));
        Thread.ofVirtual().start(() -> relay(far, near));
      }
    } catch (IOException _) {
      // the door was closed: the test is over
    }
  }

  private static void relay(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException _) {
      // either end hung up
    }
  }

  @Override
  public void close() throws IOException {
    cut();
    door.close();
  }
}
