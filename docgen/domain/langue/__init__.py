"""Texts of people: one normal form, and the signs that may be printed."""
