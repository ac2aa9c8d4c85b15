"""The keeping of the register: the life of papers, sheets, verification, counts, backups."""
