package dev.understudy.bot;

import dev.understudy.config.RepositoryConfig;
import dev.understudy.forge.PullRequest;
import dev.understudy.store.InboxRow;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The team's own tests of a stage, wherever they run. */
interface TeamTests {
  /** Starts them where the configuration names any; null where it does not. */
  Standing.@Nullable Tests start(
      RepositoryConfig config, PullRequest pull, Standing.@Nullable Stage stage);

  /** How often they are asked after while nothing is heard of them. */
  Duration pace();

  /** How they stand now, after what arrived. */
  Standing.Tests now(RepositoryConfig config, Standing.Tests tests, List<InboxRow> arrived);
}
