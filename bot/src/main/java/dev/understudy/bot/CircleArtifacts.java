package dev.understudy.bot;

import dev.understudy.ci.Job;
import dev.understudy.ci.JobArtifact;
import dev.understudy.config.CircleCiRules.Source;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.source.Graft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a job of CircleCI's stored, downloaded under names of our own until this is closed ("Get a
 * job's artifacts", API v2 reference).
 */
final class CircleArtifacts implements AutoCloseable {
  /** More are slow to download one by one, and belong into an archive. */
  private static final int MOST_FILES = 1_000;

  private static final long LARGEST_FILE = 10L << 20;
  private static final long LARGEST_ARCHIVE = 200L << 20;
  private static final long LARGEST_FOLDER = 512L << 20;
  private static final Duration DOWNLOAD = Duration.ofMinutes(5);

  private final CircleSql.Job job;
  private final Source.Artifacts wanted;
  private final Path folder;

  CircleArtifacts(CircleSql.Job job, Source.Artifacts wanted) {
    this.job = job;
    this.wanted = wanted;
    try {
      this.folder = Files.createTempDirectory("understudy-generated");
    } catch (IOException e) {
      throw new Unavailable("no folder can be made for downloads: " + e.getMessage(), e);
    }
  }

  /**
   * Downloads what one run of the workflow stored.
   *
   * @throws Problem where it stored nothing of that name, or more than is taken
   */
  Graft.Files of(UUID run) {
    List<JobArtifact> all = all(run);
    String path = wanted.path();
    return path.endsWith(".tar.gz") || path.endsWith(".tgz") ? archive(all) : folder(all);
  }

  private List<JobArtifact> all(UUID run) {
    Job made =
        job.access().client().jobs(run).stream()
            .filter(j -> j.name().equals(wanted.job()) && j.number().isPresent())
            .reduce((_, last) -> last)
            .orElseThrow(
                () ->
                    Problem.of(
                        "the workflow ran no such job; correct `circleci.generated_sql.job`"));
    return job.access().client().artifacts(job.access().project(), made.number().orElseThrow());
  }

  private Graft.Files archive(List<JobArtifact> all) {
    JobArtifact one =
        all.stream()
            .filter(artifact -> artifact.path().equals(wanted.path()))
            .findFirst()
            .orElseThrow(CircleArtifacts::nothing);
    Path file = folder.resolve("archive");
    job.access().client().download(one, file, LARGEST_ARCHIVE, DOWNLOAD);
    return new Graft.Files.TarGz(file);
  }

  private Graft.Files folder(List<JobArtifact> all) {
    String prefix = wanted.path().replaceAll("/+$", "") + "/";
    List<JobArtifact> inside = all.stream().filter(a -> a.path().startsWith(prefix)).toList();
    if (inside.isEmpty()) {
      throw nothing();
    }
    if (inside.size() > MOST_FILES) {
      throw Problem.of(
          "there are more than " + MOST_FILES + " files; let the job store one `.tar.gz` instead");
    }
    Map<String, Path> files = new HashMap<>();
    long left = LARGEST_FOLDER;
    for (JobArtifact artifact : inside) {
      job.tick().run();
      Path file = folder.resolve(Integer.toString(files.size()));
      job.access().client().download(artifact, file, Math.min(LARGEST_FILE, left), DOWNLOAD);
      left -= file.toFile().length();
      if (files.put(artifact.path().substring(prefix.length()), file) != null) {
        throw Problem.of("several parallel runs of the job stored the same file");
      }
    }
    return new Graft.Files.OnDisk(files);
  }

  private static Problem nothing() {
    return Problem.of("there is no such artifact; correct `circleci.generated_sql.artifacts`");
  }

  @Override
  public void close() {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new Unavailable(folder + " cannot be deleted: " + e.getMessage(), e);
    }
  }
}
