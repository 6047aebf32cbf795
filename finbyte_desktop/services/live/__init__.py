"""The live shell: a real account, its journal before its wire, and proof instead of hope."""
