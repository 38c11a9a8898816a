/**
 * What the bot does on a repository: {@link dev.understudy.bot.Bot} takes a lane's turn, {@link
 * dev.understudy.bot.Decision} says what is to be done, the others do it.
 */
@NullMarked
package dev.understudy.bot;

import org.jspecify.annotations.NullMarked;
