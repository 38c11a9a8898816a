package dev.understudy.forge;

/** A comment that this installation wrote. */
public record OwnComment(long id, String body) {}
