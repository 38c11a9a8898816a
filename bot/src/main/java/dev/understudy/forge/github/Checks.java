package dev.understudy.forge.github;

import dev.understudy.forge.CheckRun;
import dev.understudy.forge.RepositoryName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a commit's state is told: an app writes check runs, a token commit statuses. */
sealed interface Checks permits CheckRuns, CommitStatuses {
  /** The id of ours. */
  Optional<Long> find(RepositoryName repository, CheckRun check);

  /** Creates or updates it. */
  long write(RepositoryName repository, @Nullable Long id, CheckRun check);

  /** The longest beginning of a text that fits, ending on a whole line where there is one. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int line = text.lastIndexOf('\n', most);
    int end = line > 0 ? line : most;
    boolean halves = Character.isHighSurrogate(text.charAt(end - 1)) && line <= 0;
    return text.substring(0, halves ? end - 1 : end);
  }
}
