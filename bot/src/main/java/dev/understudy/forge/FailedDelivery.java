package dev.understudy.forge;

import java.time.Instant;

/**
 * A webhook delivery that got no 2xx.
 *
 * @param id the number to redeliver it by
 * @param guid the {@code X-GitHub-Delivery} that every attempt carries
 * @param attempts how many of them failed
 * @param last when the newest of them was
 */
public record FailedDelivery(long id, String guid, int attempts, Instant last) {}
