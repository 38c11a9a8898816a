package dev.understudy.forge;

/** How a command is acknowledged: seen, done, refused or failed. */
public enum Reaction {
  EYES,
  ROCKET,
  THUMBS_DOWN
}
