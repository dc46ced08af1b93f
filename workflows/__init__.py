"""The processes, visible: run() names the stages, in order, and waits. No business state, no decisions."""
