/**
 * GitHub, over its REST API. {@link dev.understudy.forge.github.GitHubForge} is the door;
 * everything that leaves goes through {@code Courier}, whether kohsuke's library or {@code
 * GitHubRest} asks.
 */
@NullMarked
package dev.understudy.forge.github;

import org.jspecify.annotations.NullMarked;
