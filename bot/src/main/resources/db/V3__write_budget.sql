-- How much of what GitHub lets an account write is used up, of all servers together: state is bucket4j's.
CREATE TABLE write_budget (
  account VARCHAR(200) PRIMARY KEY,
  state BYTEA
);
