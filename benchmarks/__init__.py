"""Measures of what the project claims: one script a claim, its peers beside it in the same run."""
