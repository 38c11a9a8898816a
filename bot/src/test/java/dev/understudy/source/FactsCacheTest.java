package dev.understudy.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsCacheTest {
  @TempDir private Path folder;

  private void put(String version, String key, String value) {
    try (FactsCache cache = FactsCache.open(folder, version)) {
      cache.put(key, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private @Nullable String get(String version, String key) {
    try (FactsCache cache = FactsCache.open(folder, version)) {
      byte[] value = cache.get(key);
      return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
  }

  private Path file() throws IOException {
    try (var files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void whatOneRunReadTheNextKnows() {
    put("v/1", "a", "one");
    put("v/1", "b", "two");
    assertThat(get("v/1", "a")).isEqualTo("one");
    assertThat(get("v/1", "b")).isEqualTo("two");
  }

  @Test
  void anotherVersionKnowsNothing() {
    put("v1", "a", "one");
    assertThat(get("v2", "a")).isNull();
  }

  @Test
  void aRecordThatWasCutOffIsForgottenAndTheFileGoesOnBehindTheLastWholeOne() throws IOException {
    put("v", "a", "one");
    put("v", "b", "two");
    byte[] bytes = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(get("v", "a")).isEqualTo("one");
    assertThat(get("v", "b")).isNull();
    put("v", "c", "three");
    assertThat(get("v", "a")).isEqualTo("one");
    assertThat(get("v", "c")).isEqualTo("three");
  }

  @Test
  void aDamagedRecordIsForgotten() throws IOException {
    put("v", "a", "one");
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length - 1] ^= 1;
    Files.write(file(), bytes);
    assertThat(get("v", "a")).isNull();
  }

  @Test
  void nonsenseInTheFileHarmsNothing() throws IOException {
    put("v", "a", "one");
    Files.write(file(), new byte[] {127, 127, 127, 127, 127, 127, 127, 127, 1, 2, 3, 4, 5});
    assertThat(get("v", "a")).isNull();
    put("v", "a", "again");
    assertThat(get("v", "a")).isEqualTo("again");
  }

  @Test
  void twoWritersLoseNothing() {
    try (FactsCache first = FactsCache.open(folder, "v");
        FactsCache second = FactsCache.open(folder, "v")) {
      first.put("a", new byte[] {1});
      second.put("b", new byte[] {2});
    }
    assertThat(get("v", "a")).isNotNull();
    assertThat(get("v", "b")).isNotNull();
  }

  @Test
  void aFolderThatCannotBeWrittenCostsNothingButTime() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (FactsCache cache = FactsCache.open(file, "v")) {
      cache.put("a", new byte[] {1});
      assertThat(cache.get("a")).containsExactly(1);
    }
  }
}
