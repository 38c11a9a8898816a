-- Where stages of a repository were ever made: its own configuration names the project, and may change.
CREATE TABLE stage_project (
  repository VARCHAR(140) NOT NULL,
  project VARCHAR(200) NOT NULL,
  PRIMARY KEY (repository, project)
);
