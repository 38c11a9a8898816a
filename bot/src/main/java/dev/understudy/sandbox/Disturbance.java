package dev.understudy.sandbox;

/** What can go wrong with a webhook delivery, see {@link GitHubSandbox#disturb}. */
public enum Disturbance {
  /** It is never sent, and no list knows of it. */
  LOST,
  /** It is recorded as one that could not connect, without having been sent. */
  FAILED,
  /** It is sent twice. */
  TWICE,
  /** It waits until as many are there as were asked for; then they are sent, last one first. */
  REVERSED
}
