"""Attestations: what the State says of sessions, and what it sends back to centres."""
