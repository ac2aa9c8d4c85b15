"""Volumes: the last touch given to a printed file, and the rank that its slips bear."""
