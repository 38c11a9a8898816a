package dev.understudy.plan;

/**
 * A file of the repository as the stage has it.
 *
 * @param original the path that it was made from
 * @param path where the copy belongs, below the repository's root
 */
public record StagedFile(String original, String path, String content) {}
