"""Print lots: composed, followed, printed volume by volume."""
