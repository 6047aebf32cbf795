"""What the window needs of each type of bot: one module a type, chosen by `registry.kind_of`."""
