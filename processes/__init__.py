"""What happens next, pure: one module a process, one function a stage; the engine only waits and repeats."""
