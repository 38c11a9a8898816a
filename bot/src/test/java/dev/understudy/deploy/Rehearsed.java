package dev.understudy.deploy;

import dev.understudy.artifact.Identifier;
import dev.understudy.config.Settings;
import dev.understudy.plan.Finding;
import dev.understudy.plan.Impact;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.Step;
import dev.understudy.source.ScratchRepository;
import dev.understudy.sql.SqlReader;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A small repository in a temporary folder, and the plans of its changes. */
final class Rehearsed implements AutoCloseable {
  /** One child for all tests: it costs a second to start. */
  static final GoogleSql SQL = SharedGoogleSql.SQL;

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final Path folder;
  private final ScratchRepository repository;
  private String base = "";

  Rehearsed(Path folder) {
    this.folder = folder;
    this.repository = ScratchRepository.in(folder);
  }

  Path folder() {
    return folder;
  }

  Rehearsed file(String path, String content) {
    repository.write(path, content);
    return this;
  }

  Rehearsed view(String id, String select) {
    return file(
        path(id) + "/view.sql", "CREATE OR REPLACE VIEW\n  `" + id + "`\nAS\n" + select + "\n");
  }

  Rehearsed table(String id, String... columns) {
    StringBuilder schema = new StringBuilder("fields:\n");
    for (String column : columns) {
      String[] parts = column.split(" ", 2);
      schema.append("- {name: ").append(parts[0]).append(", type: ").append(parts[1]).append("}\n");
    }
    return file(path(id) + "/schema.yaml", schema.toString());
  }

  Rehearsed query(String id, String sql) {
    return file(path(id) + "/query.sql", sql + "\n");
  }

  Rehearsed routine(String id, String argumentsAndBody) {
    String name = id.substring(id.indexOf('.') + 1);
    return file(
        path(id) + "/udf.sql", "CREATE OR REPLACE FUNCTION " + name + argumentsAndBody + ";\n");
  }

  static String path(String id) {
    return "sql/" + id.replace('.', '/');
  }

  Rehearsed remove(String path) {
    try {
      Files.delete(folder.resolve(path));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** What is there now is what production runs. */
  Rehearsed inProduction() {
    base = repository.commit("production");
    return this;
  }

  String commit() {
    return repository.commit("change");
  }

  /** The plan of what changed since production. */
  StagePlan plan() {
    return plan(new Selection(folder, base, commit(), null, List.of()));
  }

  /** The plan of what changed since production, with what directly reads it. */
  StagePlan planWithReaders() {
    return planned(new Selection(folder, base, commit(), null, List.of()), true).plan();
  }

  /** The plan of what changed since production; says what it reads of SQL. */
  StagePlan plan(SqlReader reader) {
    Selection selection = new Selection(folder, base, commit(), null, List.of());
    return planned(selection, reader, false).plan();
  }

  StagePlan planPaths(String... paths) {
    if (base.isEmpty()) {
      inProduction();
    }
    return plan(new Selection(folder, null, null, null, List.of(paths)));
  }

  StagePlan plan(Selection selection) {
    return planned(selection).plan();
  }

  StageFlow.Planned planned(Selection selection) {
    return planned(selection, false);
  }

  private StageFlow.Planned planned(Selection selection, boolean withReaders) {
    return planned(selection, SQL, withReaders);
  }

  private StageFlow.Planned planned(Selection selection, SqlReader reader, boolean withReaders) {
    Settings settings =
        Settings.of(
            Map.of(
                "UNDERSTUDY_STATE_DIR",
                folder.resolve(".understudy").toString(),
                "UNDERSTUDY_STAGE_PROJECT",
                "stage-project"));
    try (Workspace workspace = new Workspace(folder, settings, reader)) {
      return new StageFlow(workspace, SQL, InstantSource.fixed(NOW))
          .plan(selection, "s1", withReaders);
    }
  }

  static List<String> ids(StagePlan plan) {
    return plan.members().stream().map(m -> m.id().toString()).toList();
  }

  static List<String> impact(StagePlan plan) {
    return plan.impact().stream().map(Impact::id).map(Identifier::toString).toList();
  }

  static Member member(StagePlan plan, String id) {
    return plan.members().stream()
        .filter(m -> m.id().toString().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not in " + ids(plan)));
  }

  /** The statement by which a member is made. */
  static String sql(StagePlan plan, String id) {
    return switch (member(plan, id).step()) {
      case Step.RunStatements run -> String.join(";\n", run.statements());
      case Step.CreateTableLikeQuery like -> like.query().sql();
      case Step.CreateTableForQuery checked -> checked.query().sql();
      case Step step -> step.toString();
    };
  }

  static List<String> findings(StagePlan plan) {
    return plan.findings().stream().map(Rehearsed::text).toList();
  }

  private static String text(Finding finding) {
    return finding.severity() + " " + finding.location() + " " + finding.message();
  }

  @Override
  public void close() {
    repository.close();
  }
}
