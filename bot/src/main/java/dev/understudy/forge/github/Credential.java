package dev.understudy.forge.github;

import dev.understudy.failure.Secret;
import java.time.InstantSource;

/** What we show GitHub with a request. */
sealed interface Credential {
  /** What goes behind {@code Authorization: Bearer}. */
  Secret token();

  /**
   * Hears that GitHub did not accept what {@link #token} gave.
   *
   * @return whether another one may be accepted
   */
  boolean refused(Secret token);

  /** Whose limits a request counts against. */
  String account();

  /** A person's token: there is no other. */
  record Fixed(Secret token) implements Credential {
    @Override
    public boolean refused(Secret token) {
      return false;
    }

    @Override
    public String account() {
      return "token";
    }
  }

  /** The app itself, signed afresh for every request. */
  record App(AppKey key, InstantSource clock) implements Credential {
    @Override
    public Secret token() {
      return Secret.of(key.token(clock.instant()));
    }

    @Override
    public boolean refused(Secret token) {
      return false;
    }

    @Override
    public String account() {
      return "app";
    }
  }

  /** The app where it is installed. */
  record Installed(InstallationToken issued, String account) implements Credential {
    @Override
    public Secret token() {
      return issued.token();
    }

    @Override
    public boolean refused(Secret token) {
      issued.refused(token);
      return true;
    }
  }
}
