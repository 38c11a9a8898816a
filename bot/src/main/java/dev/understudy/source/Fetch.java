package dev.understudy.source;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TrackingRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;

/** What is fetched from where. */
final class Fetch {
  private static final int SILENCE_SECONDS = 60;
  private static final List<String> DENIED =
      List.of(
          "not authorized", "Authentication is required", "not permitted", "authentication not");
  private static final List<String> ABSENT =
      List.of("Remote does not have", "not valid", "not our ref", "not advertised");
  private static final Set<RefUpdate.Result> DONE =
      Set.of(
          RefUpdate.Result.NEW,
          RefUpdate.Result.FORCED,
          RefUpdate.Result.FAST_FORWARD,
          RefUpdate.Result.NO_CHANGE);

  private final String name;
  private final URI url;
  private final @Nullable String token;
  private final List<RefSpec> specs;

  /** The copy here is of no use any more: damaged, full or in the way of a new name. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  Fetch(String name, URI url, @Nullable String token, List<String> refs) {
    this.name = name;
    this.url = allowed(url);
    this.token = token;
    this.specs = refs.stream().map(Fetch::spec).toList();
  }

  private static URI allowed(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(url.getHost());
    boolean here =
        host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    boolean known =
        scheme.equals("https") || scheme.equals("file") || (scheme.equals("http") && here);
    if (!known || url.getRawUserInfo() != null) {
      throw Problem.usage(
          "repositories are fetched over https, without a name or password in the address");
    }
    return url;
  }

  private static RefSpec spec(String ref) {
    if (ObjectId.isId(ref)) {
      return new RefSpec("+" + ref + ":refs/understudy/" + ref);
    }
    if (!ref.startsWith("refs/") || !Repository.isValidRefName(ref)) {
      throw Problem.of("expected a whole name such as refs/heads/main but read `" + ref + "`");
    }
    return new RefSpec("+" + ref + ":" + ref);
  }

  /** Fetches into a bare repository, which is made where there is none. */
  void into(Path mirror, FetchBudget budget) throws Unusable {
    boolean fresh = !Files.exists(mirror);
    try (Repository local = open(mirror, fresh)) {
      FetchResult result = run(local, budget);
      budget.check();
      verify(local, result);
    } catch (TransportException e) {
      throw sorted(e, mirror, fresh, budget);
    } catch (FetchBudget.Spent e) {
      throw spent(mirror, fresh, budget);
    } catch (IOException e) {
      throw new Unusable(String.valueOf(e.getMessage()), e);
    }
  }

  private static Repository open(Path mirror, boolean fresh) throws IOException, Unusable {
    if (!fresh && !Files.isRegularFile(mirror.resolve("HEAD"))) {
      throw new Unusable("it has no HEAD", null);
    }
    Repository local =
        new FileRepositoryBuilder()
            .setGitDir(mirror.toFile())
            .setBare()
            .setMustExist(!fresh)
            .build();
    if (fresh) {
      local.create(true);
      // Packs are put together under the lock of the fetch, not by a thread that outlives it.
      local.getConfig().setBoolean("gc", null, "autoDetach", false);
      local.getConfig().save();
    }
    return local;
  }

  private FetchResult run(Repository local, FetchBudget budget) throws IOException {
    try (Transport transport = Transport.open(local, new URIish(url.toString()))) {
      transport.setTagOpt(TagOpt.NO_TAGS);
      transport.setTimeout(SILENCE_SECONDS);
      transport.setCredentialsProvider(credentials());
      if (transport instanceof TransportHttp http) {
        http.setHttpConnectionFactory(new SameHost(url, budget));
      }
      return transport.fetch(budget, specs);
    } catch (URISyntaxException _) {
      throw Problem.usage("the address of " + name + " cannot be read");
    }
  }

  private @Nullable CredentialsProvider credentials() {
    return token == null ? null : new UsernamePasswordCredentialsProvider("x-access-token", token);
  }

  /** What a fetch does not notice: refs that could not be moved, commits whose pack is broken. */
  private void verify(Repository local, FetchResult result) throws IOException, Unusable {
    for (TrackingRefUpdate update : result.getTrackingRefUpdates()) {
      if (!DONE.contains(update.getResult())) {
        throw new Unusable(update.getLocalName() + " cannot be moved", null);
      }
    }
    try (RevWalk walk = new RevWalk(local)) {
      for (RefSpec spec : specs) {
        if (ObjectId.isId(spec.getSource())) {
          keep(local, spec);
        }
        Ref ref = local.exactRef(spec.getDestination());
        if (ref == null) {
          throw new Unusable(spec.getDestination() + " did not arrive", null);
        }
        walk.parseTree(walk.parseCommit(ref.getObjectId()).getTree());
      }
    }
  }

  /** JGit gives no name to a commit that was fetched by its id. */
  private static void keep(Repository local, RefSpec spec) throws IOException {
    RefUpdate update = local.updateRef(spec.getDestination());
    update.setNewObjectId(ObjectId.fromString(spec.getSource()));
    update.forceUpdate();
  }

  /** Whose trouble it is; no text of the server is repeated that could hold the token. */
  private RuntimeException sorted(
      TransportException e, Path mirror, boolean fresh, FetchBudget budget) throws Unusable {
    String message = String.valueOf(e.getMessage());
    if (budget.isCancelled()) {
      return spent(mirror, fresh, budget);
    }
    if (caused(e, SameHost.Refused.class)) {
      return Problem.of(
          "fetching "
              + name
              + " was sent on to another host, which is not followed; correct the"
              + " address in the settings");
    }
    if (e instanceof NoRemoteRepositoryException || message.contains("not found")) {
      return Problem.of(
          "there is no repository "
              + name
              + ", or the bot may not see it; install the bot's app"
              + " there with read access to its contents");
    }
    if (DENIED.stream().anyMatch(message::contains)) {
      return Problem.of(
          "the bot may not read " + name + "; give its app or token read access to the contents");
    }
    if (ABSENT.stream().anyMatch(message::contains)) {
      return Problem.of(
          name + " does not hold " + refs() + " any more; push it again or close the pull request");
    }
    if (!fresh
        && (caused(e, MissingObjectException.class) || caused(e, CorruptObjectException.class))) {
      throw new Unusable(message, e);
    }
    return new Unavailable(name + " cannot be fetched: " + redacted(message), e);
  }

  private String refs() {
    return specs.stream().map(RefSpec::getSource).collect(Collectors.joining(" or "));
  }

  private String redacted(String message) {
    String line = message.lines().findFirst().orElse("");
    return token == null ? line : line.replace(token, "***");
  }

  private static boolean caused(Throwable e, Class<? extends Throwable> type) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause).anyMatch(type::isInstance);
  }

  /** A copy that grew over the years may fit when it is made anew. */
  private RuntimeException spent(Path mirror, boolean fresh, FetchBudget budget) throws Unusable {
    if (budget.isOutOfTime()) {
      return new Unavailable("fetching " + name + " took longer than " + budget.time(), null);
    }
    if (!fresh) {
      throw new Unusable("it is full", null);
    }
    Leftovers.delete(mirror);
    return Problem.of(
        name
            + " needs more than the "
            + budget.space()
            + " that one repository may take on the"
            + " bot's disk; remove large files from its history or raise the limit");
  }
}
