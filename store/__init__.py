"""The event store, behind one small wall: recorders, hash chain, receipts, subscription, and the one way to run a command."""
