package dev.understudy.plan;

import dev.understudy.artifact.Node;
import dev.understudy.sql.Reference;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an artifact needs.
 *
 * @param target its full name; it may be defined nowhere in the repository, be a wildcard, or an
 *     INFORMATION_SCHEMA view
 * @param definition whether it must exist before the artifact can be made
 * @param reference where the SQL says so, or null where metadata does
 */
public record Dependency(Node target, boolean definition, @Nullable Reference reference) {}
