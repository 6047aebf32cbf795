"""Trading bots: one strategy a file, their parameters, and the registry that the product offers."""
