package dev.understudy.sandbox;

import dev.understudy.forge.RepositoryName;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Puts the parts of the API together over a world. */
final class Web {
  final PullViews pulls;
  final CommentRoutes comments;
  final Events events;
  private final World world;
  private final Views views;
  private final CheckViews checks;
  private final Page page;
  private final DeliveryRoutes deliveries;

  Web(World world, String base, Deliveries deliveries, Consumer<Delivery> again) {
    this.world = world;
    this.views = new Views(world, base);
    this.pulls = new PullViews(world, views);
    this.checks = new CheckViews(views, pulls);
    this.events = new Events(world, views, pulls);
    this.page = new Page(base);
    this.comments = new CommentRoutes(world, views, events, page);
    this.deliveries = new DeliveryRoutes(world.clock, deliveries, again, page);
  }

  List<Route> routes(RateLimits limits) {
    StateViews states = new StateViews(views);
    return Stream.of(
            comments.routes(),
            new CheckRoutes(world, checks, events, page).routes(),
            new StatusRoutes(world, views, states, page).routes(),
            new DeploymentRoutes(world, states, page).routes(),
            new RepositoryRoutes(world, views, pulls, page).routes(),
            new AppRoutes(world, views, page).routes(),
            deliveries.routes(),
            new PeopleRoutes(world, views, limits, page).routes())
        .flatMap(List::stream)
        .toList();
  }

  RepositoryName repository(RepositoryName name, String branch, String sha) {
    world.organizations.add(name.owner().toLowerCase(Locale.ROOT));
    Repo repo = new Repo(name, world.nextId(), branch, null);
    repo.move(branch, sha);
    world.add(repo);
    world.install(name.owner());
    return name;
  }

  RepositoryName fork(RepositoryName of, String login) {
    Repo parent = world.repo(of);
    RepositoryName name = new RepositoryName(login, of.name());
    Repo fork = new Repo(name, world.nextId(), parent.defaultBranch, parent);
    fork.branches.putAll(parent.branches);
    fork.commits.addAll(parent.commits);
    world.add(fork);
    return name;
  }

  World.Installation installed(String account) {
    World.Installation installation = world.install(account);
    events.installation(installation, "created", world.of(installation), account);
    return installation;
  }

  World.Installation uninstalled(String account) {
    World.Installation installation = world.uninstall(account);
    events.installation(installation, "deleted", world.of(installation), account);
    return installation;
  }

  World ping() {
    events.ping();
    return world;
  }
}
