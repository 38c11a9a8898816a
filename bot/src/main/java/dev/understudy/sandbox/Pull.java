package dev.understudy.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A pull request, as it stands; guarded by the world's lock. */
final class Pull {
  final Repo repo;
  final int number;
  final long id;
  final String author;
  final String title;
  final String headRef;
  final Repo headRepo;
  final Instant createdAt;
  String headSha;
  String baseRef;
  String baseSha;
  boolean draft;
  boolean open = true;
  Instant updatedAt;
  @Nullable Instant closedAt;
  @Nullable String mergeSha;
  @Nullable String mergedBy;

  Pull(Repo repo, int number, long id, String author, NewPullRequest draft, World world) {
    this.repo = repo;
    this.number = number;
    this.id = id;
    this.author = author;
    this.title = draft.title();
    this.headRef = draft.headRef();
    this.headSha = draft.headSha();
    this.headRepo = draft.fork() == null ? repo : world.repo(draft.fork());
    this.baseRef = draft.baseRef() == null ? repo.defaultBranch : draft.baseRef();
    this.baseSha = world.head(repo, baseRef);
    this.draft = draft.draft();
    this.createdAt = world.clock.instant();
    this.updatedAt = createdAt;
  }

  boolean merged() {
    return mergeSha != null;
  }
}
