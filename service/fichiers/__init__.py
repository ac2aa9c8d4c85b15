"""Finished files: kept by the store, described in the tables, sent whole or in part."""
