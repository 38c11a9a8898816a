/**
 * The server: webhooks in, health, metrics and read-only pages out. Only here is Micronaut known.
 * Everything it needs of the rest comes through {@link dev.understudy.web.Backend}.
 */
@NullMarked
package dev.understudy.web;

import org.jspecify.annotations.NullMarked;
