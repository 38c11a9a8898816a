package dev.understudy.store;

import java.time.Duration;

/**
 * How the lanes stand together.
 *
 * @param ready due and held by nobody
 * @param leased held by a worker
 * @param dead dead letters
 * @param oldest how long the one that waits longest has been ready; zero where none is
 */
public record LaneCounts(long ready, long leased, long dead, Duration oldest) {}
