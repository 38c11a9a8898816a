package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.forge.Permission;
import dev.understudy.forge.RepositoryName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the sandbox knows of a repository; guarded by the world's lock. */
final class Repo {
  final RepositoryName name;
  final long id;
  final String defaultBranch;
  final @Nullable Repo parent;
  @Nullable Path git;
  boolean deleted;

  final Map<String, String> branches = new TreeMap<>();
  final Set<String> commits = new HashSet<>();
  final Map<String, Permission> roles = new HashMap<>();
  final Map<Integer, Pull> pulls = new TreeMap<>();
  final Map<Long, Comment> comments = new TreeMap<>();
  final Map<Long, ObjectNode> checks = new TreeMap<>();
  final List<CommitStatus> statuses = new ArrayList<>();
  final Map<Long, Deployment> deployments = new LinkedHashMap<>();

  Repo(RepositoryName name, long id, String defaultBranch, @Nullable Repo parent) {
    this.name = name;
    this.id = id;
    this.defaultBranch = defaultBranch;
    this.parent = parent;
  }

  /** Moves a branch; the commit is known from now on. */
  void move(String branch, String sha) {
    branches.put(branch, sha);
    commits.add(sha);
  }

  /** The commit that a branch or a SHA stands for. */
  @Nullable String resolve(String ref) {
    String branch = ref.startsWith("heads/") ? ref.substring("heads/".length()) : ref;
    return commits.contains(ref) ? ref : branches.get(branch);
  }

  /** What a person may do. */
  Permission role(String login) {
    return roles.getOrDefault(login.toLowerCase(Locale.ROOT), Permission.NONE);
  }

  Pull pull(long number) {
    Pull pull = pulls.get((int) number);
    if (pull == null) {
      throw Refusal.notFound();
    }
    return pull;
  }

  Comment comment(long id) {
    Comment comment = comments.get(id);
    if (comment == null) {
      throw Refusal.notFound();
    }
    return comment;
  }

  ObjectNode check(long id) {
    ObjectNode check = checks.get(id);
    if (check == null) {
      throw Refusal.notFound();
    }
    return check;
  }
}
