package dev.understudy.source;

import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.RefSpec;

/** A small git repository made on the spot, for a demonstration. */
public final class ScratchRepository implements AutoCloseable {
  private static final PersonIdent AUTHOR = new PersonIdent("Ada", "ada@example.com");

  private final Path folder;
  private final Git git;

  private ScratchRepository(Path folder, Git git) {
    this.folder = folder;
    this.git = git;
  }

  /** An empty repository in an existing folder. */
  public static ScratchRepository in(Path folder) {
    try {
      return new ScratchRepository(
          folder, Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call());
    } catch (GitAPIException e) {
      throw new Unavailable("no repository can be made in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Writes a file. */
  public void write(String path, String content) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new Unavailable(path + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** The text of a file. */
  public String read(String path) {
    try {
      return Files.readString(folder.resolve(path));
    } catch (IOException e) {
      throw new Unavailable(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Commits everything and returns the commit. */
  public String commit(String message) {
    try {
      git.add().addFilepattern(".").call();
      git.add().setUpdate(true).addFilepattern(".").call();
      return git.commit()
          .setMessage(message)
          .setAuthor(AUTHOR)
          .setCommitter(AUTHOR)
          .setSign(false)
          .call()
          .name();
    } catch (GitAPIException e) {
      throw new Unavailable("the commit failed: " + e.getMessage(), e);
    }
  }

  /**
   * Puts the last commit into a bare repository, made where there is none, under a ref; whatever
   * stood there is replaced.
   */
  public void publish(Path bare, String ref) {
    try {
      if (!Files.isDirectory(bare)) {
        Git.init()
            .setBare(true)
            .setDirectory(bare.toFile())
            .setInitialBranch("main")
            .call()
            .close();
      }
      git.push()
          .setRemote(bare.toUri().toString())
          .setRefSpecs(new RefSpec("+HEAD:" + ref))
          .setForce(true)
          .call();
    } catch (GitAPIException e) {
      throw new Unavailable(ref + " cannot be pushed to " + bare + ": " + e.getMessage(), e);
    }
  }

  /** Goes back to a commit, with all files. */
  public void goTo(String commit) {
    try {
      git.reset().setMode(ResetCommand.ResetType.HARD).setRef(commit).call();
    } catch (GitAPIException e) {
      throw new Unavailable(commit + " cannot be checked out: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    git.close();
  }
}
