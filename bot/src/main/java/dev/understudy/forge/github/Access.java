package dev.understudy.forge.github;

/** The two ways to ask GitHub under one credential. */
record Access(Kohsuke kohsuke, GitHubRest rest, Credential credential) {
  static Access over(Courier courier, Credential credential) {
    return new Access(new Kohsuke(courier), new GitHubRest(courier), credential);
  }
}
