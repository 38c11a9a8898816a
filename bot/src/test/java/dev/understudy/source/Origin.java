package dev.understudy.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;

/** A repository as a stranger might push it, as {@code evil-repo.sh} does. */
final class Origin implements AutoCloseable {
  private static final PersonIdent PERSON = new PersonIdent("a", "a@b");

  private final Git git;

  interface Tree {
    ObjectId make(ObjectInserter inserter, ObjectId blob) throws IOException;
  }

  Origin(Path folder) throws GitAPIException, IOException {
    git = Git.init().setBare(true).setDirectory(folder.toFile()).call();
    git.getRepository()
        .getConfig()
        .setBoolean("uploadpack", null, "allowReachableSHA1InWant", true);
    git.getRepository().getConfig().save();
  }

  Repository repository() {
    return git.getRepository();
  }

  /** A ref that holds one file. */
  String file(String ref, String path, byte[] content) throws IOException {
    return ref(
        ref,
        (inserter, _) -> {
          TreeFormatter tree = new TreeFormatter();
          tree.append(path, FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, content));
          return inserter.insert(tree);
        });
  }

  String file(String ref, String path, String content) throws IOException {
    return file(ref, path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Points a ref at a new commit without parents, whatever it held. */
  String ref(String ref, Tree tree) throws IOException {
    try (ObjectInserter inserter = git.getRepository().newObjectInserter()) {
      ObjectId blob =
          inserter.insert(Constants.OBJ_BLOB, "select 1".getBytes(StandardCharsets.UTF_8));
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree.make(inserter, blob));
      commit.setAuthor(PERSON);
      commit.setCommitter(PERSON);
      commit.setMessage(ref);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate update = git.getRepository().updateRef(ref);
      update.setNewObjectId(id);
      update.forceUpdate();
      return id.name();
    }
  }

  void delete(String ref) throws IOException {
    RefUpdate update = git.getRepository().updateRef(ref);
    update.setForceUpdate(true);
    update.delete();
  }

  @Override
  public void close() {
    git.close();
  }
}
