package dev.understudy.source;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Bare copies of the repositories that the bot works for, in {@code folder/owner/name.git}: no work
 * tree is ever written, no hook, filter or submodule runs, and nothing but the refs asked for comes
 * here. One fetch at a time for each repository; reading goes on meanwhile. Losing a copy costs
 * time, never an answer.
 */
public final class Mirrors {
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]{0,38})/(?!\\.+$)([A-Za-z0-9._-]{1,100})");

  private final Path folder;
  private final Limits limits;
  private final InstantSource clock;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /**
   * What one fetch may use.
   *
   * @param wallClock how long it may take
   * @param bytes how much disk one repository's copy may hold
   */
  public record Limits(Duration wallClock, long bytes) {
    /** Ten minutes and 2 GB. */
    public static final Limits DEFAULT = new Limits(Duration.ofMinutes(10), 2L << 30);
  }

  /** Copies below a folder; what fetches that were cut off left there is removed. */
  public Mirrors(Path folder, Limits limits, InstantSource clock) {
    this.folder = folder;
    this.limits = limits;
    this.clock = clock;
    try {
      Files.createDirectories(folder);
      Leftovers.reap(folder);
    } catch (IOException e) {
      throw new Unavailable("the folder of the mirrors cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Fetches refs into the repository's copy, under their own names; a ref that was moved by force
   * is moved here too.
   *
   * @param ownerSlashName such as {@code mozilla/bigquery-etl}
   * @param url {@code https:}, {@code file:}, or {@code http:} of this machine; never with a
   *     password in it
   * @param token sent as the password of {@code x-access-token}; null where none is needed
   * @param refs whole names such as {@code refs/pull/12/head}, or commits in hexadecimal where the
   *     server hands them out
   * @return the copy, opened; the caller closes it
   * @throws Problem where the repository or a ref is not there, access is denied, or it is too big
   * @throws Unavailable where the server does not answer, or not in time
   */
  public GitRepository fetch(
      String ownerSlashName, URI url, @Nullable String token, List<String> refs) {
    Path mirror = mirror(ownerSlashName);
    Fetch fetch = new Fetch(ownerSlashName, url, token, refs);
    ReentrantLock lock = lock(mirror);
    lock.lock();
    try {
      try {
        fetch.into(mirror, new FetchBudget(mirror, limits, clock));
      } catch (Fetch.Unusable _) {
        Leftovers.delete(mirror);
        again(fetch, mirror, ownerSlashName);
      }
      Files.setLastModifiedTime(mirror, FileTime.from(clock.instant()));
      return GitRepository.open(mirror);
    } catch (IOException e) {
      throw new Unavailable(
          "the mirror of " + ownerSlashName + " cannot be written: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a commit of files from elsewhere in the repository's copy, which was fetched into before;
   * returns its id.
   *
   * @throws Problem where the files are not such as a repository may hold
   * @throws Unavailable where the copy cannot be written
   */
  public String graft(String ownerSlashName, Graft graft) {
    Path mirror = mirror(ownerSlashName);
    ReentrantLock lock = lock(mirror);
    lock.lock();
    try (Repository local =
        new FileRepositoryBuilder().setGitDir(mirror.toFile()).setMustExist(true).build()) {
      return Grafting.make(local, graft);
    } catch (IOException e) {
      throw new Unavailable(
          "the mirror of " + ownerSlashName + " cannot be written: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private void again(Fetch fetch, Path mirror, String name) throws IOException {
    try {
      fetch.into(mirror, new FetchBudget(mirror, limits, clock));
    } catch (Fetch.Unusable e) {
      Leftovers.delete(mirror);
      throw new Unavailable("a new mirror of " + name + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Deletes the copies that were not fetched into for so long; returns how many. */
  public int prune(Duration unused) {
    Instant latest = clock.instant().minus(unused);
    int pruned = 0;
    try {
      for (Path mirror : Leftovers.mirrors(folder)) {
        ReentrantLock lock = lock(mirror);
        lock.lock();
        try {
          if (Files.getLastModifiedTime(mirror).toInstant().isBefore(latest)) {
            Leftovers.delete(mirror);
            pruned++;
          }
        } finally {
          lock.unlock();
        }
      }
      return pruned;
    } catch (IOException e) {
      throw new Unavailable("the mirrors cannot be pruned: " + e.getMessage(), e);
    }
  }

  private ReentrantLock lock(Path mirror) {
    return locks.computeIfAbsent(mirror.toString(), _ -> new ReentrantLock());
  }

  /** GitHub's names are the same in any case. */
  private Path mirror(String ownerSlashName) {
    if (!NAME.matcher(ownerSlashName).matches()) {
      throw Problem.of("a repository is named `owner/name`, with letters, digits and `.-_`");
    }
    return folder.resolve(ownerSlashName.toLowerCase(Locale.ROOT) + ".git");
  }
}
