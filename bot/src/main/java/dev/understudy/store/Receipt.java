package dev.understudy.store;

/** What became of a delivery; both are to be answered with a 2xx. */
public enum Receipt {
  /** It is committed, and its lane is to be worked on. */
  ACCEPTED,
  /** It, or the same content, was here before: nothing happens twice. */
  DUPLICATE
}
