"""What the service remembers and the register does not: callers, deposits, jobs, files. Same database, own tables."""
