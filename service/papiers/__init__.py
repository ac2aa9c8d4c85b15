"""Papers: made at once or all together, looked at, handed over, annulled; the sheets that carry them."""
