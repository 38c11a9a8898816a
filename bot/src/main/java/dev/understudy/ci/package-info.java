/**
 * CircleCI, asked over its API v2: the bot starts the team's tests on a stage, and waits for SQL
 * that a team generates there.
 */
@NullMarked
package dev.understudy.ci;

import org.jspecify.annotations.NullMarked;
