package dev.understudy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.cli.Tars;
import dev.understudy.failure.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits of files that strangers stored. */
class GraftTest {
  private static final String MAIN = "refs/heads/main";
  private static final String REF = "refs/understudy/generated/7";

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Origin origin;

  @SuppressWarnings("NullAway.Init")
  private Mirrors mirrors;

  private String head = "";

  @BeforeEach
  void aRepository() throws Exception {
    origin = new Origin(folder.resolve("origin.git"));
    head = origin.file(MAIN, "a.sql", "select 1");
    mirrors =
        new Mirrors(folder.resolve("mirrors"), Mirrors.Limits.DEFAULT, InstantSource.system());
    URI url = URI.create("file://" + folder.resolve("origin.git"));
    mirrors.fetch("o/r", url, null, List.of(MAIN)).close();
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private String graft(Graft.Files files) {
    return mirrors.graft("o/r", new Graft(files, List.of(head), "Generated", REF));
  }

  private String graft(byte[] archive) throws IOException {
    return graft(new Graft.Files.TarGz(Files.write(folder.resolve("archive"), archive)));
  }

  private GitRepository git() {
    return GitRepository.open(folder.resolve("mirrors/o/r.git"));
  }

  @Test
  void theFilesOfAnArchiveAreACommitThatComesFromTheSources() throws IOException {
    String longName = "sql/" + "x".repeat(150) + "/" + "y".repeat(150) + "/view.sql";
    Map<String, String> files = Map.of("./sql/p/v.sql", "select 2", longName, "select 3");
    String commit = graft(Tars.gz(files));
    try (GitRepository git = git()) {
      assertThat(git.tree(commit).read("sql/p/v.sql")).isEqualTo("select 2");
      assertThat(git.tree(commit).read(longName)).isEqualTo("select 3");
      assertThat(git.tree(commit).blob("a.sql")).isEmpty();
      assertThat(git.mergeBase(commit, head)).contains(head);
      assertThat(git.commit(REF)).isEqualTo(commit);
    }
    assertThat(graft(Tars.gz(files))).isEqualTo(commit);
  }

  @Test
  void filesOnDiskAndThoseOfAnotherCommitMakeTheSameTree() throws IOException {
    Path file = Files.writeString(folder.resolve("0"), "select 1");
    String disk = graft(new Graft.Files.OnDisk(Map.of("a.sql", file)));
    assertThat(graft(new Graft.Files.OfCommit(head))).isEqualTo(disk);
  }

  @ParameterizedTest
  @CsvSource({
    "../x.sql,leads out",
    "sql/../../x.sql,leads out",
    "/etc/passwd,does not begin at the root",
    "C:/x.sql,does not begin at the root",
    "'\\\\host\\x',does not begin at the root",
    "sql\\x.sql,no plain name",
    ".git/config,no plain name",
    "sql/.GIT/hooks/x,no plain name",
    "sql//x.sql,no plain name"
  })
  void aNameThatLeadsElsewhereIsRefused(String name, String why) {
    assertThatThrownBy(() -> graft(Tars.gz(Map.of(name, "x"))))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(why);
    Path file = folder.resolve("0");
    assertThatThrownBy(
            () -> {
              Files.writeString(file, "x");
              graft(new Graft.Files.OnDisk(Map.of(name, file)));
            })
        .isInstanceOf(Problem.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO
      })
  void linksAndDevicesAreRefused(byte kind) {
    byte[] archive = Tars.gz(Map.of("a.sql", "x"), new Tars.Odd("b.sql", kind, "/etc/passwd"));
    assertThatThrownBy(() -> graft(archive))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("`b.sql` is a link, a device or the like");
  }

  @Test
  void twoFilesOfOneNameAreRefused() {
    assertThatThrownBy(() -> graft(Tars.gz(Map.of("a.sql", "x", "./a.sql", "y"))))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> graft(Tars.gz(Map.of("a", "x", "a/b", "y"))))
        .isInstanceOf(Problem.class);
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsUnpacked() {
    String large = "x".repeat(SourceTree.LARGEST_FILE + 1);
    assertThatThrownBy(() -> graft(Tars.gz(Map.of("a.sql", large))))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("`a.sql` is larger than 10 MB");
  }

  @Test
  void whatIsNoArchiveOrIsCutOffOrEndlessIsRefused() throws IOException {
    byte[] good = Tars.gz(Map.of("a.sql", "select 1"));
    ByteArrayOutputStream endless = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(endless)) {
      byte[] header = new byte[512];
      Arrays.fill(header, (byte) 'L');
      zip.write(header);
      zip.write(new byte[8 << 20]);
    }
    for (byte[] bad :
        List.of(
            new byte[0],
            "not packed at all".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            Arrays.copyOf(good, good.length / 2),
            endless.toByteArray())) {
      assertThatThrownBy(() -> graft(bad))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("cannot be read as a `.tar.gz`");
    }
  }
}
