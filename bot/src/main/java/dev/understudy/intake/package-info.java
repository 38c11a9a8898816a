/**
 * What GitHub and CircleCI tell us: signatures over raw bytes, then the little of a payload that
 * the lanes need, and the commands that people write. No storage and no HTTP.
 */
@NullMarked
package dev.understudy.intake;

import org.jspecify.annotations.NullMarked;
