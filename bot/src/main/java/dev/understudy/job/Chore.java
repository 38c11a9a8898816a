package dev.understudy.job;

import java.time.Duration;

/**
 * Something that is done again and again, on one node at a time. It may be cut short at any point.
 *
 * @param name the same on every node and in every version
 * @param every how long after one end the next begins
 */
public record Chore(String name, Duration every, Runnable work) {}
