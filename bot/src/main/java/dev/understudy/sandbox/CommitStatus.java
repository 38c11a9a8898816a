package dev.understudy.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A commit status: what a plain token writes in place of a check. */
public record CommitStatus(
    long id,
    String sha,
    String state,
    String context,
    @Nullable String description,
    @Nullable String targetUrl,
    String creator,
    Instant createdAt) {}
