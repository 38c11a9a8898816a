package dev.understudy.ci;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.forge.RepositoryName;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says of CircleCI. Projects are named here and not in a repository's
 * configuration: the token reaches more projects than one repository may start.
 *
 * @param url {@code UNDERSTUDY_CIRCLECI_URL}: where API v2 answers
 * @param artifacts {@code UNDERSTUDY_CIRCLECI_ARTIFACTS_URL}: where artifacts are downloaded from
 * @param token {@code UNDERSTUDY_CIRCLECI_TOKEN}: a personal API token; API v2 takes no project
 *     tokens ("Managing API tokens", circleci.com)
 * @param projects {@code UNDERSTUDY_CIRCLECI_PROJECTS}: the project of each repository, keyed in
 *     lower case as GitHub compares names
 */
public record CircleCiSettings(
    URI url, URI artifacts, Secret token, Map<String, CircleCiProject> projects) {
  private static final String CLOUD = "https://circleci.com";
  private static final String CLOUD_ARTIFACTS = "https://output.circle-artifacts.com";

  public CircleCiSettings {
    projects = Map.copyOf(projects);
  }

  /**
   * The settings in an environment; empty where there is no token. The projects are read even then:
   * what is wrong shows before a token makes it matter.
   *
   * @throws Problem naming the setting that is wrong, and never its value where that is the token
   */
  public static Optional<CircleCiSettings> of(Map<String, String> environment) {
    Map<String, CircleCiProject> projects =
        projects(environment.getOrDefault("UNDERSTUDY_CIRCLECI_PROJECTS", ""));
    String token = environment.getOrDefault("UNDERSTUDY_CIRCLECI_TOKEN", "").strip();
    if (token.isEmpty()) {
      return Optional.empty();
    }
    // a header takes no other characters, and the complaint about one would quote the token
    if (!token.matches("[\\x21-\\x7e]+")) {
      throw Problem.usage("UNDERSTUDY_CIRCLECI_TOKEN must be one line of visible characters");
    }
    URI url = url(environment, "UNDERSTUDY_CIRCLECI_URL", CLOUD);
    String artifacts = url.toString().equals(CLOUD) ? CLOUD_ARTIFACTS : url.toString();
    return Optional.of(
        new CircleCiSettings(
            url,
            url(environment, "UNDERSTUDY_CIRCLECI_ARTIFACTS_URL", artifacts),
            Secret.of(token),
            projects));
  }

  /** The project that builds a repository; empty where the settings name none. */
  public Optional<CircleCiProject> project(RepositoryName repository) {
    return Optional.ofNullable(projects.get(repository.toString().toLowerCase(Locale.ROOT)));
  }

  /** Whether it is circleci.com and not a server of one's own. */
  boolean isCloud() {
    return url.toString().equals(CLOUD);
  }

  private static URI url(Map<String, String> environment, String name, String otherwise) {
    String text = environment.getOrDefault(name, "").strip();
    try {
      URI uri = URI.create(text.isEmpty() ? otherwise : text.replaceAll("/+$", ""));
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawPath().isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && (uri.getScheme().equals("https") || isLoopback(uri))) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // the sentence below says what was expected
    }
    throw Problem.usage(name + " must be a URL without a path, such as " + otherwise);
  }

  /** The token goes over the wire in the clear only where the wire does not leave the machine. */
  private static boolean isLoopback(URI uri) {
    return uri.getScheme().equals("http")
        && (uri.getHost().equals("localhost") || uri.getHost().equals("127.0.0.1"));
  }

  private static Map<String, CircleCiProject> projects(String text) {
    Map<String, CircleCiProject> projects = new HashMap<>();
    for (String entry : text.split(",")) {
      if (entry.isBlank()) {
        continue;
      }
      int equals = entry.indexOf('=');
      if (equals < 0) {
        throw Problem.usage(
            "UNDERSTUDY_CIRCLECI_PROJECTS lists `owner/name=project-slug`, or"
                + " `owner/name=project-slug:definition-id`, with commas between");
      }
      String repository = entry.substring(0, equals).strip();
      try {
        String key = RepositoryName.of(repository).toString().toLowerCase(Locale.ROOT);
        if (projects.put(key, CircleCiProject.of(entry.substring(equals + 1).strip())) != null) {
          throw Problem.usage("it names `" + repository + "` twice");
        }
      } catch (Problem problem) {
        throw Problem.usage("UNDERSTUDY_CIRCLECI_PROJECTS: " + problem.getMessage());
      }
    }
    return projects;
  }
}
