package dev.understudy.plan;

import org.jspecify.annotations.Nullable;

/**
 * A file of the repository as the stage has it.
 *
 * @param original the path that it was made from
 * @param path where the copy belongs, below the repository's root
 * @param note what a person should know of the copy, or null
 */
public record StagedFile(String original, String path, String content, @Nullable String note) {}
