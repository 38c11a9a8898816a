package dev.understudy.sandbox;

import java.util.List;

/**
 * What a caller needs for a route ("Permissions required for GitHub Apps", docs.github.com).
 *
 * @param permissions any one of these
 */
record Need(Who who, Level level, List<String> permissions) {
  static final Need APP = new Need(Who.APP, Level.READ, List.of());
  static final Need ANYBODY = new Need(Who.ANYBODY, Level.READ, List.of());
  static final Need INSTALLATION = new Need(Who.INSTALLATION, Level.READ, List.of());
  static final Need PERSON = new Need(Who.PERSON, Level.READ, List.of());

  enum Who {
    APP,
    INSTALLATION,
    PERSON,
    PERMITTED,
    ANYBODY
  }

  enum Level {
    READ,
    WRITE
  }

  static Need read(String... permissions) {
    return new Need(Who.PERMITTED, Level.READ, List.of(permissions));
  }

  static Need write(String... permissions) {
    return new Need(Who.PERMITTED, Level.WRITE, List.of(permissions));
  }
}
