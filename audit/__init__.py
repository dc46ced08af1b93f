"""Proofs over the event log: history, as-of, verification, replay, and the invariants that judge everything."""
