"""The trader's own strategy: its interface, the process in which it runs, and the engine's side of it."""
