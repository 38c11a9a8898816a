package dev.understudy.web;

/** What the server needs of the rest of the program. */
public record Backend(Mailbox mailbox, Board board, Gauges gauges) {}
