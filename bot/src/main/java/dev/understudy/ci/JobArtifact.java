package dev.understudy.ci;

import java.net.URI;

/**
 * A file that a job stored ("Get a job's artifacts", API v2 reference, circleci.com).
 *
 * @param path as the job named it
 * @param node which of the job's parallel runs, from 0
 * @param url where it can be downloaded; only {@link CircleCi#download} may follow it
 */
public record JobArtifact(String path, int node, URI url) {}
