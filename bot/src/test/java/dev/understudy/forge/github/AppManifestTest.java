package dev.understudy.forge.github;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.kohsuke.github.GHPermissionType;

/** The manifest that people create their app from, held against what the program asks for. */
class AppManifestTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** "Registering a GitHub App from a manifest", docs.github.com. */
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "url",
          "hook_attributes",
          "redirect_url",
          "callback_urls",
          "setup_url",
          "description",
          "public",
          "default_events",
          "default_permissions",
          "request_oauth_on_install",
          "setup_on_update");

  /** Every app hears of these and may not ask for them ("Webhook events and payloads"). */
  private static final Set<String> UNASKED =
      Set.of("installation", "installation_repositories", "ping");

  private static JsonNode manifest() throws IOException {
    return MAPPER.readTree(
        Files.readString(Path.of("..", "templates", "github-app-manifest.json")));
  }

  private static Map<String, String> permissions() throws IOException {
    Map<String, String> permissions = new TreeMap<>();
    manifest()
        .path("default_permissions")
        .properties()
        .forEach(each -> permissions.put(each.getKey(), each.getValue().asText()));
    return permissions;
  }

  private static Set<String> events() throws IOException {
    Set<String> events = new TreeSet<>();
    manifest().path("default_events").forEach(event -> events.add(event.asText()));
    return events;
  }

  @Test
  void itHasOnlyFieldsThatGitHubKnows() throws IOException {
    assertThat(FIELDS).containsAll(manifest().propertyStream().map(Map.Entry::getKey).toList());
    assertThat(manifest().at("/hook_attributes/url").asText()).endsWith("/webhooks/github");
  }

  @Test
  void itGrantsWhatTheForgeAsksForAndNoMore() throws IOException {
    Map<String, String> asked = new TreeMap<>();
    for (Map<String, GHPermissionType> purpose :
        List.of(AppAccounts.LIST, AppAccounts.CLONE, AppAccounts.TEAMS, AppAccounts.WORK)) {
      purpose.forEach((name, type) -> asked.put(name, type.name().toLowerCase(Locale.ROOT)));
    }
    asked.put("merge_queues", "read"); // without it GitHub sends no merge_group
    assertThat(permissions()).isEqualTo(asked);
  }

  @Test
  void itsPermissionsAreInGitHubsDescription() throws IOException {
    JsonNode known = description().at("/components/schemas/app-permissions/properties");
    permissions()
        .forEach(
            (name, access) ->
                assertThat(known.path(name).path("enum"))
                    .as(name)
                    .anyMatch(value -> value.asText().equals(access)));
  }

  private static JsonNode description() throws IOException {
    Path file = Path.of("src", "test", "resources", "github", "api.json.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return MAPPER.readTree(in);
    }
  }

  @Test
  void itSubscribesToWhatTheIntakeReads() throws IOException {
    String intake =
        Files.readString(
            Path.of("src", "main", "java", "dev", "understudy", "intake", "GitHubEvents.java"));
    String read = intake.substring(0, intake.indexOf("private static Received pullRequest("));
    Set<String> names = new TreeSet<>();
    Matcher cases = Pattern.compile("case \"([a-z_]+)\"").matcher(read);
    while (cases.find()) {
      names.add(cases.group(1));
    }
    assertThat(names).containsAll(UNASKED);
    names.removeAll(UNASKED);
    assertThat(events()).isEqualTo(names);
  }

  @Test
  void thePageSaysTheSame() throws IOException {
    String page = Files.readString(Path.of("docs", "server.md"));
    permissions()
        .forEach((name, access) -> assertThat(page).contains("| " + spoken(name) + " | " + access));
    assertThat(page)
        .contains(
            "Events: *"
                + String.join(", ", events().stream().map(AppManifestTest::spoken).toList())
                + "*");
  }

  /** As GitHub's settings show it. */
  private static String spoken(String name) {
    String words = name.replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
