import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks (mode {@code check}) or applies (mode {@code apply}) google-java-format below a folder.
 */
final class Format {
  public static void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    Formatter formatter = new Formatter();
    int unformatted = 0;
    try (var files = Files.walk(Path.of(args[1]))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String before = Files.readString(file);
        String after;
        try {
          String ordered = ImportOrderer.reorderImports(before, JavaFormatterOptions.Style.GOOGLE);
          after = formatter.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
        } catch (FormatterException e) {
          System.err.println(file + ": " + e.getMessage());
          unformatted++;
          continue;
        }
        if (after.equals(before)) continue;
        if (apply) {
          Files.writeString(file, after);
        } else {
          unformatted++;
          System.err.println(file + ": not in google-java-format");
        }
      }
    }
    if (unformatted > 0) {
      System.err.println(
          unformatted + " files to format: mvn -q -pl bot process-sources -Dformat.mode=apply");
      System.exit(1);
    }
  }
}
