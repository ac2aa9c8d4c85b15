"""Docgen: the papers of the exam sessions of titres professionnels, from a session's JSON to numbered PDFs."""

__version__ = "0.1.0"
