package dev.understudy.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/** Connects to one host only, wherever a redirect leads, and reads no longer than it may. */
record SameHost(URI allowed, FetchBudget budget) implements HttpConnectionFactory {
  /** Thrown for another host. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return create(url, null);
  }

  @Override
  public HttpConnection create(URL url, @Nullable Proxy proxy) throws IOException {
    boolean same =
        url.getProtocol().equalsIgnoreCase(allowed.getScheme())
            && url.getHost().equalsIgnoreCase(allowed.getHost())
            && port(url.getPort(), url) == port(allowed.getPort(), url);
    if (!same) {
      throw new Refused();
    }
    return proxy == null ? new Metered(url, budget) : new Metered(url, proxy, budget);
  }

  private static int port(int port, URL url) {
    return port < 0 ? url.getDefaultPort() : port;
  }

  /** One object may be larger than all that is allowed, so every read is checked. */
  private static final class Metered extends JDKHttpConnection {
    private final FetchBudget budget;

    Metered(URL url, FetchBudget budget) throws IOException {
      super(url);
      this.budget = budget;
    }

    Metered(URL url, Proxy proxy, FetchBudget budget) throws IOException {
      super(url, proxy);
      this.budget = budget;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
          if (budget.isCancelled()) {
            throw new FetchBudget.Spent();
          }
          return super.read(bytes, from, length);
        }
      };
    }
  }
}
