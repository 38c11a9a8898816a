package dev.understudy.sql;

/**
 * A range of a text in Java characters: {@code text.substring(start, end)}.
 *
 * @param start first character
 * @param end one past the last
 */
public record Span(int start, int end) {}
