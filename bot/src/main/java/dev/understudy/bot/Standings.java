package dev.understudy.bot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.comment.Note;
import dev.understudy.store.Lease;
import dev.understudy.store.PullState;
import dev.understudy.store.PullStates;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The standings of all pull requests, kept as rows. */
final class Standings {
  private static final int VERSION = 1;
  private static final String OPEN = "open";
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new InstantReader()))
          .build();

  private final PullStates states;

  Standings(PullStates states) {
    this.states = states;
  }

  /**
   * How a pull request stands.
   *
   * @throws Problem where a newer version of this program wrote it
   */
  Standing of(PullRequestId id) {
    return states.find(id).map(Standings::read).orElse(Standing.NEW);
  }

  /** Those of all pull requests whose end was not seen yet: only they may have a stage. */
  Map<PullRequestId, Standing> open() {
    return states.in(OPEN).stream().collect(Collectors.toMap(PullState::id, Standings::read));
  }

  /** All pull requests that were ever looked at. */
  List<PullRequestId> known() {
    return states.ids();
  }

  /** Saves, and returns what it saved. */
  Standing save(Lease lease, Standing standing) {
    Standing.Stage stage = standing.stage();
    ObjectNode root = MAPPER.createObjectNode().put("version", VERSION);
    root.set("standing", MAPPER.valueToTree(standing));
    states.save(
        lease,
        new PullState(
            lease.lane(),
            standing.closed() ? "closed" : OPEN,
            stage == null ? null : stage.sha(),
            stage == null ? null : stage.suffix(),
            standing.told().comment(),
            stage == null ? null : stage.expires(),
            root.toString()));
    return standing;
  }

  /** The pull request whose tests run in a pipeline. */
  Optional<PullRequestId> testedBy(String pipeline) {
    return open().entrySet().stream()
        .filter(e -> e.getValue().tests() != null)
        .filter(
            e ->
                pipeline.equals(
                    Optional.ofNullable(e.getValue().tests())
                        .map(Standing.Tests::pipeline)
                        .orElse(null)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The open pull requests of a repository that need what is generated from a commit. */
  List<PullRequestId> generatedFrom(RepositoryName repository, String sha) {
    return open().entrySet().stream()
        .filter(e -> e.getKey().repository().equals(repository))
        .filter(
            e -> {
              Standing.Generated known = e.getValue().generated();
              return known != null && known.sha().equals(sha);
            })
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Other open pull requests of the repository whose stages hold a change of the same artifact. */
  List<Note> alsoChanged(PullRequestId id, StagePlan plan) {
    Map<Identifier, SortedSet<Integer>> others = new LinkedHashMap<>();
    open()
        .forEach(
            (other, standing) -> {
              Standing.Stage stage = standing.stage();
              boolean another =
                  other.repository().equals(id.repository()) && other.number() != id.number();
              if (another && stage != null) {
                plan.changed().stream()
                    .map(Change::id)
                    .filter(changed -> stage.changed().contains(changed.toString()))
                    .forEach(
                        changed ->
                            others
                                .computeIfAbsent(changed, _ -> new TreeSet<>())
                                .add(other.number()));
              }
            });
    return others.entrySet().stream()
        .map(e -> (Note) new Note.AlsoChanged(e.getKey(), List.copyOf(e.getValue())))
        .toList();
  }

  /**
   * Reads a row.
   *
   * @throws Problem where a newer version of this program wrote it
   */
  static Standing read(PullState state) {
    try {
      ObjectNode root = MAPPER.readValue(state.document(), ObjectNode.class);
      int version = root.path("version").asInt();
      if (version != VERSION) {
        throw Problem.of(
            state.id()
                + " was left by a version "
                + version
                + " of the bot; this one reads "
                + VERSION);
      }
      return MAPPER.treeToValue(root.path("standing"), Standing.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(state.id() + " has a standing that cannot be read", e);
    }
  }

  private static final class InstantReader extends FromStringDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String value, DeserializationContext context) {
      return Instant.parse(value);
    }
  }
}
