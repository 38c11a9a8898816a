package dev.understudy.forge;

import java.time.Instant;

/**
 * A webhook delivery that got no 2xx.
 *
 * @param id the number to redeliver it by
 * @param guid the {@code X-GitHub-Delivery} that every attempt carries
 */
public record FailedDelivery(long id, String guid, Instant deliveredAt) {}
