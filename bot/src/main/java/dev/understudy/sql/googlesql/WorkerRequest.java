package dev.understudy.sql.googlesql;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Analysis;
import java.util.Set;

/** What the parent asks of the worker. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WorkerRequest.Read.class, name = "read"),
  @JsonSubTypes.Type(value = WorkerRequest.Define.class, name = "define"),
  @JsonSubTypes.Type(value = WorkerRequest.Analyze.class, name = "analyze"),
  @JsonSubTypes.Type(value = WorkerRequest.Infer.class, name = "infer")
})
sealed interface WorkerRequest {
  /** Answered with SqlFacts. */
  record Read(String sql) implements WorkerRequest {}

  /** Answered with a Ddl or null. */
  record Define(String sql) implements WorkerRequest {}

  /** Answered with a Verdict. */
  record Analyze(Analysis analysis) implements WorkerRequest {}

  /** Answered with a map of Identifier to Inferred. */
  record Infer(Analysis analysis, Set<Identifier> unknown) implements WorkerRequest {}
}
