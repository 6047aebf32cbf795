"""One file a format of the database, in order; a released one never changes."""
