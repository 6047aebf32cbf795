"""The data folder's database: the append-only journal and the read models derived from it."""
