"""For who keeps the service: is it well, what was done, what is forgotten."""
