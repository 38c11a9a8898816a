package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a pull request stands.
 *
 * @param phase the flow's word for it
 * @param stageSha the commit that is staged, or null
 * @param suffix what the stage's names end in, or null where nothing is staged
 * @param commentId the one comment, or null before it exists
 * @param keepUntil until when the stage must stay, or null where nobody asked
 * @param document versioned JSON that belongs to the flow
 */
public record PullState(
    PullRequestId id,
    String phase,
    @Nullable String stageSha,
    @Nullable String suffix,
    @Nullable Long commentId,
    @Nullable Instant keepUntil,
    String document) {}
