-- Most pull requests ever seen are closed; what is looked through are the open ones.
CREATE INDEX pull_state_phase ON pull_state (phase);
