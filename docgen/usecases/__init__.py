"""The acts: check, produce, verify. The only place where the layers meet."""
