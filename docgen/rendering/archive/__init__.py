"""The record: tagged, PDF/A-3a and PDF/UA-1, by WeasyPrint."""
