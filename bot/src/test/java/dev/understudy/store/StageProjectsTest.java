package dev.understudy.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.RepositoryName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Where stages were ever made is remembered. */
@ParameterizedClass
@EnumSource(Engine.class)
class StageProjectsTest {
  private static final RepositoryName SHOP = RepositoryName.of("acme/shop");

  private final Store store;

  StageProjectsTest(Engine engine) {
    store = Store.shared(engine);
  }

  @Test
  void everyRepositoryHasItsOwnAndEachIsThereOnce() {
    store.projects.add(SHOP, "stage-b");
    store.projects.add(SHOP, "stage-a");
    store.projects.add(SHOP, "stage-b");
    store.projects.add(RepositoryName.of("acme/else"), "stage-b");
    assertThat(store.projects.of(SHOP)).containsExactly("stage-a", "stage-b");
    assertThat(store.projects.of(RepositoryName.of("acme/none"))).isEmpty();
    assertThat(store.projects.all()).containsExactly("stage-a", "stage-b");
  }
}
