package dev.understudy.source;

import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

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

  @Override
  public void close() {
    git.close();
  }
}
