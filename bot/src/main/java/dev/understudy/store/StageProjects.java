package dev.understudy.store;

import dev.understudy.forge.RepositoryName;
import java.util.List;

/**
 * The projects that stages of each repository were ever made in. A repository's configuration may
 * name one and change it later; what was left in the earlier one is still found.
 */
public final class StageProjects {
  private final Database database;

  /** The projects in a database. */
  public StageProjects(Database database) {
    this.database = database;
  }

  /** Remembers a project; to be called before anything is made in it. */
  public void add(RepositoryName repository, String project) {
    database.transaction(
        tx ->
            tx.update(
                "INSERT INTO stage_project (repository, project) VALUES (?, ?)"
                    + " ON CONFLICT DO NOTHING",
                repository.toString(),
                project));
  }

  /** The projects of one repository, in order. */
  public List<String> of(RepositoryName repository) {
    return database.transaction(
        tx ->
            tx.list(
                row -> row.getString(1),
                "SELECT project FROM stage_project WHERE repository = ? ORDER BY project",
                repository.toString()));
  }

  /** The projects of all repositories, in order. */
  public List<String> all() {
    return database.transaction(
        tx ->
            tx.list(
                row -> row.getString(1),
                "SELECT DISTINCT project FROM stage_project ORDER BY project"));
  }
}
