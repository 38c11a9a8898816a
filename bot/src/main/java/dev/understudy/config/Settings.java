package dev.understudy.config;

import dev.understudy.failure.Problem;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says of this machine.
 *
 * @param stageProject {@code UNDERSTUDY_STAGE_PROJECT}: the project that stages are made in
 * @param endpoint {@code UNDERSTUDY_BIGQUERY_ENDPOINT}: where BigQuery answers; null means the
 *     embedded endpoint, unless a stage project is set
 * @param productionMetadata {@code UNDERSTUDY_PRODUCTION_METADATA}: whether the credentials may
 *     read the metadata of production's tables
 * @param stateFolder {@code UNDERSTUDY_STATE_DIR}: caches, and the embedded endpoint's tables
 */
public record Settings(
    String stageProject,
    @Nullable URI endpoint,
    boolean embedded,
    boolean productionMetadata,
    Path stateFolder) {
  /** The project of the embedded endpoint where none is set. */
  public static final String LOCAL_PROJECT = "understudy-stage";

  /** The settings in an environment. */
  public static Settings of(Map<String, String> environment) {
    String project = environment.getOrDefault("UNDERSTUDY_STAGE_PROJECT", "");
    String endpoint = environment.getOrDefault("UNDERSTUDY_BIGQUERY_ENDPOINT", "");
    return new Settings(
        project.isEmpty() ? LOCAL_PROJECT : project(project),
        endpoint.isEmpty() ? null : endpoint(endpoint),
        project.isEmpty() && endpoint.isEmpty(),
        flag(environment, "UNDERSTUDY_PRODUCTION_METADATA"),
        folder(environment));
  }

  /**
   * A folder in the state folder, made where there is none.
   *
   * @throws Problem where nothing can be written there
   */
  public Path writable(String folder) {
    return Folders.writable(stateFolder.resolve(folder), "set UNDERSTUDY_STATE_DIR to");
  }

  private static String project(String project) {
    if (!StageYaml.PROJECT.matcher(project).matches()) {
      throw Problem.usage("UNDERSTUDY_STAGE_PROJECT `" + project + "` is no project id");
    }
    return project;
  }

  private static URI endpoint(String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null && uri.getScheme().matches("https?")) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // the sentence below says what was expected
    }
    throw Problem.usage(
        "UNDERSTUDY_BIGQUERY_ENDPOINT `" + text + "` is no URL such as http://localhost:9050");
  }

  private static boolean flag(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "false");
    return switch (value) {
      case "true", "1" -> true;
      case "false", "0", "" -> false;
      default -> throw Problem.usage(name + " `" + value + "` must be true or false");
    };
  }

  private static Path folder(Map<String, String> environment) {
    String folder = environment.getOrDefault("UNDERSTUDY_STATE_DIR", "");
    try {
      return folder.isEmpty()
          ? Path.of(environment.getOrDefault("HOME", "."), ".understudy")
          : Path.of(folder).toAbsolutePath();
    } catch (InvalidPathException _) {
      throw Problem.usage("UNDERSTUDY_STATE_DIR `" + folder + "` is no path");
    }
  }
}
