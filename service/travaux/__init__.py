"""Jobs: what takes longer than an answer. The truth of a job is in the tables; an engine only runs its pieces."""
