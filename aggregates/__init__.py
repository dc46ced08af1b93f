"""What may be decided, one module a document: decide(state, command, facts) and evolve(state, event), pure and total."""
