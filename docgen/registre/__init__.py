"""The register of issued papers: numbers, signatures, and a journal that cannot be rewritten unseen."""
