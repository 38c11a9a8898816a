package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.forge.RepositoryName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that this GitHub knows, behind one lock. */
final class World {
  /** Of the app. */
  static final long APP = 4711;

  /** The app's other name, which its tokens may use too. */
  static final String CLIENT = "Iv1.sandbox";

  /** Of the app's webhook. */
  static final long HOOK = 815;

  /** Whom the app's comments are from. */
  static final String BOT = "understudy[bot]";

  /** What the app asks for, and gets. */
  static final Map<String, String> PERMISSIONS =
      Map.of(
          "checks", "write",
          "contents", "read",
          "deployments", "write",
          "issues", "write",
          "members", "read",
          "merge_queues", "read",
          "metadata", "read",
          "pull_requests", "write",
          "statuses", "write");

  /** What the app subscribes to; {@code installation} and {@code ping} come anyway. */
  static final List<String> EVENTS =
      List.of(
          "check_run",
          "check_suite",
          "issue_comment",
          "merge_group",
          "pull_request",
          "pull_request_review",
          "push");

  /** Precedes the login of who has not yet accepted to be in a team. */
  static final String INVITED = "invited ";

  /** Ids do not fit in 32 bits, as GitHub's have not for years. */
  private static final long FIRST_ID = 3_000_000_000L;

  final InstantSource clock;
  final Instant born;
  final Set<String> organizations = new HashSet<>();
  final Map<String, Installation> installations = new TreeMap<>();
  final Map<String, Caller> tokens = new HashMap<>();
  final Map<String, Set<String>> teams = new HashMap<>();
  final Map<String, Long> people = new HashMap<>();
  private final Map<String, Repo> repositories = new TreeMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Event> outbox = new ArrayList<>();
  private long lastId = FIRST_ID;

  /**
   * A webhook event that has happened.
   *
   * @param installation null where none is concerned
   */
  record Event(
      String name,
      @Nullable String action,
      @Nullable Long installation,
      @Nullable Long repository,
      ObjectNode payload) {}

  /** What a change of the world brought about. */
  record Done<T>(T result, List<Event> events) {}

  /** The app in an account. */
  record Installation(long id, String account, Map<String, String> permissions) {}

  World(InstantSource clock) {
    this.clock = clock;
    this.born = clock.instant();
    idOf(BOT);
  }

  /** Changes or reads the world with nobody else in between. */
  <T> Done<T> locked(Supplier<T> action) {
    lock.lock();
    try {
      T result = action.get();
      return new Done<>(result, List.copyOf(outbox));
    } finally {
      outbox.clear();
      lock.unlock();
    }
  }

  void happened(Event event) {
    outbox.add(event);
  }

  long nextId() {
    return ++lastId;
  }

  long idOf(String login) {
    return people.computeIfAbsent(login.toLowerCase(Locale.ROOT), _ -> nextId());
  }

  boolean isOrganization(String login) {
    return organizations.contains(login.toLowerCase(Locale.ROOT));
  }

  void add(Repo repo) {
    repositories.put(key(repo.name), repo);
  }

  Repo repo(RepositoryName name) {
    Repo repo = repositories.get(key(name));
    if (repo == null || repo.deleted) {
      throw Refusal.notFound();
    }
    return repo;
  }

  List<Repo> repositories() {
    return repositories.values().stream().filter(r -> !r.deleted).toList();
  }

  String head(Repo repo, String branch) {
    String sha = repo.branches.get(branch);
    if (sha == null) {
      throw Refusal.invalid("PullRequest", "base", "is no branch");
    }
    return sha;
  }

  @Nullable Installation installation(String account) {
    return installations.get(account.toLowerCase(Locale.ROOT));
  }

  Installation install(String account) {
    return installations.computeIfAbsent(
        account.toLowerCase(Locale.ROOT), _ -> new Installation(nextId(), account, PERMISSIONS));
  }

  Installation uninstall(String account) {
    Installation gone = installations.remove(account.toLowerCase(Locale.ROOT));
    if (gone == null) {
      throw Refusal.notFound();
    }
    return gone;
  }

  /** The repositories that the app may see in an account. */
  List<Repo> of(Installation installation) {
    return repositories().stream()
        .filter(r -> r.name.owner().equalsIgnoreCase(installation.account()))
        .toList();
  }

  /**
   * Puts a person into a team.
   *
   * @param active false for an invitation that was not accepted
   */
  Set<String> join(String team, String login, boolean active) {
    idOf(login);
    Set<String> members =
        teams.computeIfAbsent(team.toLowerCase(Locale.ROOT), _ -> new HashSet<>());
    members.remove(INVITED + login.toLowerCase(Locale.ROOT));
    members.add((active ? "" : INVITED) + login.toLowerCase(Locale.ROOT));
    return members;
  }

  private static String key(RepositoryName name) {
    return name.toString().toLowerCase(Locale.ROOT);
  }
}
