package dev.understudy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MirrorsTest {
  private static final String MAIN = "refs/heads/main";
  private static final String PULL = "refs/pull/12/head";

  @TempDir private Path folder;
  private Origin origin;
  private URI url = URI.create("file:///");
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Duration tick = Duration.ZERO;

  @BeforeEach
  void start() throws Exception {
    Path place = folder.resolve("origin.git");
    origin = new Origin(place);
    url = URI.create("file://" + place);
    origin.file(MAIN, "a.sql", "select 1");
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private Mirrors mirrors(Mirrors.Limits limits) {
    return new Mirrors(
        folder.resolve("mirrors"),
        limits,
        () -> {
          now = now.plus(tick);
          return now;
        });
  }

  private GitRepository fetch(String... refs) {
    return mirrors(Mirrors.Limits.DEFAULT).fetch("Mozilla/etl", url, null, List.of(refs));
  }

  private String read(String ref, String path) {
    try (GitRepository repository = fetch(ref)) {
      return repository.tree(repository.commit(ref)).read(path);
    }
  }

  private Path mirror() {
    return folder.resolve("mirrors/mozilla/etl.git");
  }

  private List<Path> files(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(1).nextBytes(noise);
    return noise;
  }

  @Test
  void onlyTheRefsAskedForComeIntoABareRepository() throws Exception {
    origin.file(PULL, "b.sql", "select 2");
    origin.file("refs/heads/other", "c.sql", "select 3");
    origin.file("refs/tags/v1", "d.sql", "select 4");
    try (GitRepository repository = fetch(MAIN, PULL)) {
      assertThat(repository.workTree()).isEmpty();
      assertThat(repository.tree(repository.commit(PULL)).read("b.sql")).isEqualTo("select 2");
      assertThat(repository.branch("main")).isPresent();
      assertThat(repository.branch("other")).isEmpty();
      assertThatThrownBy(() -> repository.commit("refs/tags/v1")).isInstanceOf(Problem.class);
      assertThat(repository.folder()).isEqualTo(mirror());
    }
    assertThat(files(mirror())).noneMatch(file -> file.toString().endsWith(".sql"));
  }

  @Test
  void aCommitIsFetchedByItsIdWhereTheServerHandsItOut() throws Exception {
    String commit = origin.file(MAIN, "a.sql", "select 5");
    try (GitRepository repository = fetch(commit)) {
      assertThat(repository.tree(repository.commit(commit)).read("a.sql")).isEqualTo("select 5");
    }
    assertThatThrownBy(() -> fetch("1".repeat(40)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("does not hold 1111");
  }

  @Test
  void aForcePushMovesTheRefWhileTheOldCommitIsStillRead() throws Exception {
    try (GitRepository before = fetch(MAIN)) {
      String old = before.commit(MAIN);
      SourceTree tree = before.tree(old);
      String pushed = origin.file(MAIN, "a.sql", "select 6");
      try (GitRepository after = fetch(MAIN)) {
        assertThat(after.commit(MAIN)).isEqualTo(pushed);
        assertThat(tree.read("a.sql")).isEqualTo("select 1");
        assertThat(after.tree(old).read("a.sql")).isEqualTo("select 1");
      }
    }
  }

  @Test
  void aBranchThatBecameAFolderOfBranchesIsFetched() throws Exception {
    origin.file("refs/heads/a", "a.sql", "select 1");
    assertThat(read("refs/heads/a", "a.sql")).isEqualTo("select 1");
    origin.delete("refs/heads/a");
    origin.file("refs/heads/a/b", "a.sql", "select 7");
    assertThat(read("refs/heads/a/b", "a.sql")).isEqualTo("select 7");
  }

  @Test
  void aMissingRefIsAProblemThatNamesIt() {
    assertThatThrownBy(() -> fetch("refs/heads/gone"))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "Mozilla/etl does not hold refs/heads/gone any more; push it again or close the pull"
                + " request");
  }

  @Test
  void aDeletedRepositoryIsAProblemThatSaysWhatToDo() {
    url = URI.create("file://" + folder.resolve("nowhere.git"));
    assertThatThrownBy(() -> fetch(MAIN))
        .isInstanceOf(Problem.class)
        .hasMessageStartingWith("there is no repository Mozilla/etl");
  }

  @Test
  void oddNamesRefsAndAddressesAreRefused() {
    Mirrors mirrors = mirrors(Mirrors.Limits.DEFAULT);
    for (String name : List.of("../etc/passwd", "a/..", "a", "a/b/c", "a/b c")) {
      assertThatThrownBy(() -> mirrors.fetch(name, url, null, List.of(MAIN)))
          .isInstanceOf(Problem.class);
    }
    for (String ref : List.of("main", "refs/heads/*", "refs/heads/a:refs/heads/b", "+refs/x")) {
      assertThatThrownBy(() -> fetch(ref)).isInstanceOf(Problem.class);
    }
    for (String address :
        List.of("http://example.com/a", "https://u:p@example.com/a", "ssh://a/b", "git://a/b")) {
      url = URI.create(address);
      assertThatThrownBy(() -> fetch(MAIN)).isInstanceOf(Problem.class);
    }
  }

  @Test
  void hostileTreesAreFetchedAndReadWithoutHarm() throws Exception {
    origin.ref(
        PULL,
        (inserter, blob) -> {
          ObjectId deep = blob;
          FileMode mode = FileMode.REGULAR_FILE;
          for (int i = 0; i < 300; i++) {
            TreeFormatter level = new TreeFormatter();
            level.append("d", mode, deep);
            deep = inserter.insert(level);
            mode = FileMode.TREE;
          }
          TreeFormatter tree = new TreeFormatter();
          tree.append("..", FileMode.REGULAR_FILE, blob);
          tree.append(".git", FileMode.REGULAR_FILE, blob);
          tree.append("A.sql", FileMode.REGULAR_FILE, blob);
          tree.append("a.sql", FileMode.REGULAR_FILE, blob);
          tree.append("deep", FileMode.TREE, deep);
          tree.append("link.sql", FileMode.SYMLINK, blob);
          tree.append("sub", FileMode.GITLINK, ObjectId.fromString("1".repeat(40)));
          return inserter.insert(tree);
        });
    try (GitRepository repository = fetch(PULL)) {
      assertThat(repository.tree(repository.commit(PULL)).files())
          .extracting(SourceTree.Entry::path)
          .containsExactly("A.sql", "a.sql");
    }
    assertThat(files(folder.resolve("mirrors"))).noneMatch(Files::isSymbolicLink);
  }

  @Test
  void aFileOfElevenMegabytesIsFetchedButNotRead() throws Exception {
    origin.file(PULL, "big.sql", noise(11 << 20));
    assertThatThrownBy(() -> read(PULL, "big.sql"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void aRepositoryBeyondTheQuotaIsAProblemAndLeavesNothing() throws IOException {
    assertExceedsTheQuota();
  }

  private void assertExceedsTheQuota() throws IOException {
    origin.file(PULL, "big.sql", noise(3 << 20));
    Mirrors small = mirrors(new Mirrors.Limits(Duration.ofMinutes(1), 1 << 20));
    assertThatThrownBy(() -> small.fetch("Mozilla/etl", url, null, List.of(PULL)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("needs more than the 1 MB");
    assertThat(mirror()).doesNotExist();
  }

  @Test
  void aFetchThatFillsTheDiskIsStoppedOnItsWay() throws IOException {
    tick = Duration.ofMillis(300);
    assertExceedsTheQuota();
  }

  @Test
  void aCopyThatGrewTooBigIsMadeAnew() throws Exception {
    Mirrors small = mirrors(new Mirrors.Limits(Duration.ofMinutes(1), 5 << 20));
    origin.file(PULL, "big.sql", noise(4 << 20));
    small.fetch("Mozilla/etl", url, null, List.of(PULL)).close();
    origin.file("refs/pull/13/head", "other.sql", noise((4 << 20) + 1));
    small.fetch("Mozilla/etl", url, null, List.of("refs/pull/13/head")).close();
    assertThatThrownBy(() -> GitRepository.open(mirror()).commit(PULL)).isInstanceOf(Problem.class);
  }

  @Test
  void aFetchThatTakesTooLongIsTriedLater() {
    tick = Duration.ofMinutes(4);
    assertThatThrownBy(() -> fetch(MAIN))
        .isInstanceOf(Unavailable.class)
        .hasMessage("fetching Mozilla/etl took longer than 600 s");
    tick = Duration.ZERO;
    assertThat(read(MAIN, "a.sql")).isEqualTo("select 1");
  }

  @Test
  void aDamagedCopyIsMadeAnew() throws Exception {
    fetch(MAIN).close();
    Files.writeString(mirror().resolve("config"), "[[[");
    assertThat(read(MAIN, "a.sql")).isEqualTo("select 1");
    Files.delete(mirror().resolve("HEAD"));
    assertThat(read(MAIN, "a.sql")).isEqualTo("select 1");
    for (Path file : files(mirror().resolve("objects"))) {
      assertThat(file.toFile().setWritable(true)).isTrue();
      Files.write(file, new byte[10]);
    }
    assertThat(read(MAIN, "a.sql")).isEqualTo("select 1");
  }

  @Test
  void whatACrashLeftBehindIsRemovedAtTheStart() throws Exception {
    fetch(MAIN).close();
    Path pack = Files.createFile(mirror().resolve("objects/incoming_1.pack"));
    Path lock = Files.createFile(mirror().resolve("refs/heads/main.lock"));
    origin.file(MAIN, "a.sql", "select 8");
    assertThat(read(MAIN, "a.sql")).isEqualTo("select 8");
    assertThat(pack).doesNotExist();
    assertThat(lock).doesNotExist();
  }

  @Test
  void copiesThatNobodyFetchedForLongAreDeleted() {
    fetch(MAIN).close();
    Mirrors mirrors = mirrors(Mirrors.Limits.DEFAULT);
    now = now.plus(Duration.ofDays(8));
    mirrors.fetch("mozilla/other", url, null, List.of(MAIN)).close();
    assertThat(mirrors.prune(Duration.ofDays(7))).isEqualTo(1);
    assertThat(mirror()).doesNotExist();
    assertThat(folder.resolve("mirrors/mozilla/other.git")).exists();
  }

  @Test
  void manyFetchesOfOneRepositoryAtOnceWaitForEachOther() throws Exception {
    Mirrors mirrors = mirrors(Mirrors.Limits.DEFAULT);
    for (int i = 0; i < 8; i++) {
      origin.file("refs/pull/" + i + "/head", "a.sql", "select " + i);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> calls =
          Stream.iterate(0, i -> i < 8, i -> i + 1).map(i -> call(mirrors, i)).toList();
      for (var done : threads.invokeAll(calls)) {
        assertThat(done.get()).startsWith("select ");
      }
    }
  }

  private Callable<String> call(Mirrors mirrors, int number) {
    String ref = "refs/pull/" + number + "/head";
    return () -> {
      try (GitRepository repository = mirrors.fetch("Mozilla/etl", url, null, List.of(ref))) {
        return repository.tree(repository.commit(ref)).read("a.sql");
      }
    };
  }
}
