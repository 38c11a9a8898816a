package dev.understudy.warehouse.bigquery;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.escape.CharEscapers;
import com.google.api.services.bigquery.Bigquery;
import com.google.api.services.bigquery.BigqueryScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How BigQuery is reached. */
public final class Connection {
  private static final String GOOGLE = "https://bigquery.googleapis.com";
  private static final String STORAGE = "https://storage.googleapis.com";
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration READ = Duration.ofSeconds(90);

  private final String endpoint;
  private final String storage;
  private final String project;
  private final @Nullable String location;
  private final Bigquery client;
  private volatile boolean answered;

  /**
   * Asks for no credentials where the endpoint is on this machine, else for application default
   * credentials.
   *
   * @param endpoint such as {@code http://127.0.0.1:9050}; null for Google's
   * @param project whose jobs run statements
   * @param location where statements run; null lets BigQuery find it
   * @throws Problem where credentials are needed and there are none
   */
  public Connection(@Nullable URI endpoint, String project, @Nullable String location) {
    this.endpoint = endpoint == null ? GOOGLE : endpoint.toString().replaceAll("/+$", "");
    this.storage = endpoint == null ? STORAGE : this.endpoint;
    this.project = project;
    this.location = location;
    HttpRequestInitializer credentials = credentials(URI.create(this.endpoint));
    this.client =
        new Bigquery.Builder(
                new NetHttpTransport(),
                GsonFactory.getDefaultInstance(),
                request -> {
                  credentials.initialize(request);
                  request.setConnectTimeout((int) CONNECT.toMillis());
                  request.setReadTimeout((int) READ.toMillis());
                })
            .setRootUrl(this.endpoint + "/")
            .setApplicationName("understudy")
            .build();
  }

  private static HttpRequestInitializer credentials(URI endpoint) {
    if (isLoopback(endpoint)) {
      return _ -> {};
    }
    try {
      return new HttpCredentialsAdapter(
          GoogleCredentials.getApplicationDefault()
              .createScoped(
                  List.of(BigqueryScopes.BIGQUERY, BigqueryScopes.DEVSTORAGE_READ_WRITE)));
    } catch (IOException e) {
      throw Problem.usage(
          "no Google credentials: run `gcloud auth application-default login` or set"
              + " GOOGLE_APPLICATION_CREDENTIALS");
    }
  }

  private static boolean isLoopback(URI endpoint) {
    String host = endpoint.getHost();
    return host != null
        && (host.equals("localhost")
            || host.equals("[::1]")
            || host.matches("127(\\.\\d{1,3}){3}"));
  }

  Bigquery client() {
    return client;
  }

  String project() {
    return project;
  }

  @Nullable String location() {
    return location;
  }

  /**
   * Puts an object into a bucket.
   *
   * @see <a href="https://cloud.google.com/storage/docs/json_api/v1/objects/insert">objects:
   *     insert</a>
   */
  void upload(String bucket, String name, String content) throws IOException {
    GenericUrl url =
        new GenericUrl(
            storage + "/upload/storage/v1/b/" + CharEscapers.escapeUriPath(bucket) + "/o");
    url.put("uploadType", "media");
    url.put("name", name);
    HttpRequest request =
        client
            .getRequestFactory()
            .buildPostRequest(
                url,
                new ByteArrayContent(
                    "text/javascript; charset=utf-8", content.getBytes(StandardCharsets.UTF_8)));
    request.execute().disconnect();
    answered = true;
  }

  void answered() {
    answered = true;
  }

  /** A service that never answered is not asked again; one that did may be back in a moment. */
  RuntimeException failure(IOException e) {
    if (!answered && (e instanceof ConnectException || e instanceof UnknownHostException)) {
      return new Unavailable("BigQuery at " + endpoint + " does not answer", e);
    }
    return Failures.sort(endpoint, e);
  }
}
