package dev.understudy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trees as a stranger might push them. */
class CommitTreeTest {
  @TempDir private Path folder;

  private interface Tree {
    ObjectId make(ObjectInserter inserter, ObjectId blob) throws IOException;
  }

  private SourceTree tree(Tree tree) throws Exception {
    try (Git git = Git.init().setDirectory(folder.toFile()).call();
        ObjectInserter inserter = git.getRepository().newObjectInserter()) {
      ObjectId blob =
          inserter.insert(Constants.OBJ_BLOB, "select 1".getBytes(StandardCharsets.UTF_8));
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree.make(inserter, blob));
      PersonIdent person = new PersonIdent("a", "a@b");
      commit.setAuthor(person);
      commit.setCommitter(person);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return GitRepository.open(folder).tree(id.name());
    }
  }

  @Test
  void linksSubmodulesAndNamesThatLeaveTheTreeAreLeftOut() throws Exception {
    SourceTree tree =
        tree(
            (inserter, blob) -> {
              TreeFormatter formatter = new TreeFormatter();
              formatter.append("..", FileMode.REGULAR_FILE, blob);
              formatter.append(".GIT", FileMode.REGULAR_FILE, blob);
              formatter.append("back\\slash.sql", FileMode.REGULAR_FILE, blob);
              formatter.append("link.sql", FileMode.SYMLINK, blob);
              formatter.append("ok.sql", FileMode.REGULAR_FILE, blob);
              formatter.append("sub", FileMode.GITLINK, blob);
              return inserter.insert(formatter);
            });
    assertThat(tree.files()).extracting(SourceTree.Entry::path).containsExactly("ok.sql");
    assertThat(tree.read("ok.sql")).isEqualTo("select 1");
    assertThatThrownBy(() -> tree.read("link.sql")).isInstanceOf(Problem.class);
  }

  @Test
  void aTreeThreeThousandDeepIsWalkedOnlySoFar() throws Exception {
    SourceTree tree =
        tree(
            (inserter, blob) -> {
              TreeFormatter leaf = new TreeFormatter();
              leaf.append("x.sql", FileMode.REGULAR_FILE, blob);
              ObjectId id = inserter.insert(leaf);
              for (int i = 0; i < 3000; i++) {
                TreeFormatter up = new TreeFormatter();
                up.append("d", FileMode.TREE, id);
                id = inserter.insert(up);
              }
              return id;
            });
    assertThat(tree.files()).isEmpty();
  }

  @Test
  @Timeout(20)
  void aBombOfLinksSubmodulesAndFoldersIsNotWalkedToItsEnd() {
    assertThatThrownBy(
            () ->
                tree(
                    (inserter, blob) -> {
                      TreeFormatter leaf = new TreeFormatter();
                      leaf.append("empty", FileMode.TREE, inserter.insert(new TreeFormatter()));
                      for (int i = 100; i < 199; i++) {
                        FileMode mode = i % 2 == 0 ? FileMode.SYMLINK : FileMode.GITLINK;
                        leaf.append("l" + i, mode, blob);
                      }
                      ObjectId id = inserter.insert(leaf);
                      for (int level = 1; level < 4; level++) {
                        TreeFormatter up = new TreeFormatter();
                        for (int i = 100; i < 200; i++) {
                          up.append("d" + i, FileMode.TREE, id);
                        }
                        id = inserter.insert(up);
                      }
                      return id;
                    }))
        .isInstanceOf(Problem.class)
        .hasMessage("the repository holds more than 300000 files, folders and links");
  }

  @Test
  void aFileOfElevenMegabytesIsRefusedByName() throws Exception {
    SourceTree tree =
        tree(
            (inserter, _) -> {
              TreeFormatter formatter = new TreeFormatter();
              formatter.append(
                  "bomb.sql",
                  FileMode.REGULAR_FILE,
                  inserter.insert(Constants.OBJ_BLOB, new byte[11 << 20]));
              return inserter.insert(formatter);
            });
    assertThatThrownBy(() -> tree.read("bomb.sql"))
        .isInstanceOf(Problem.class)
        .hasMessage("the file is larger than 10 MB");
  }
}
