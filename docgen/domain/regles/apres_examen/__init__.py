"""The rules of what comes after: results, minutes, validation, papers, collection."""
