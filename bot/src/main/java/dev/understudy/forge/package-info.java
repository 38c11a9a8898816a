/**
 * The place where pull requests live, as the bot needs it. {@link dev.understudy.forge.Forge} is
 * the port; GitHub's adapter is its only implementation.
 */
@NullMarked
package dev.understudy.forge;

import org.jspecify.annotations.NullMarked;
