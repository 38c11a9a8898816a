package dev.understudy.config;

import dev.understudy.failure.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Folders that a setting or an option names, seen to before anything relies on them. */
public final class Folders {
  private Folders() {}

  /**
   * Makes a folder where there is none, and sees that files can be made in it.
   *
   * @param remedy how another one is named, such as {@code give --state}
   * @throws Problem where nothing can be written there
   */
  public static Path writable(Path folder, String remedy) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "writable", ".tmp"));
      return folder;
    } catch (IOException e) {
      throw Problem.usage(
          "`"
              + folder
              + "` cannot be used ("
              + reason(e)
              + "): "
              + remedy
              + " a folder that this user may write to");
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException taken -> taken.getFile() + " is a file";
      case NotDirectoryException taken -> taken.getFile() + " is a file";
      case AccessDeniedException denied -> "writing to " + denied.getFile() + " is not allowed";
      case NoSuchFileException missing -> missing.getFile() + " cannot be made";
      default -> String.valueOf(e.getMessage());
    };
  }
}
