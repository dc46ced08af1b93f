"""Realistic invoices that nobody ever sent: drawn from a seed in every form that is read, each with its truth.

For the demonstration, the tests and the measures of the readers. `chance` is always a `random.Random`: the same seed
gives the same bytes. Layouts and mutations marked `held_out` are never used while readers are developed.
"""
