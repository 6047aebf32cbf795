"""The guard: a small process that cancels orders when the application itself may not be able to."""
