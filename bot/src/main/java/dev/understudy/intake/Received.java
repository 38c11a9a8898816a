package dev.understudy.intake;

import dev.understudy.forge.PullRequestId;
import org.jspecify.annotations.Nullable;

/**
 * A delivery, read.
 *
 * @param lane whose queue it belongs to, number 0 for the repository itself; null where there is
 *     nothing to do for one repository ({@link Event.Pinged}, {@link Event.Ignored}, {@link
 *     Event.InstallationChanged})
 * @param contentKey the same for the same content under another delivery id, at most 64 characters
 * @param interactive whether a person waits for it
 */
public record Received(
    Event event, @Nullable PullRequestId lane, String contentKey, boolean interactive) {}
