"""The invariants as folds over the log, one module a subject."""
