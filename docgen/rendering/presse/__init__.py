"""Paper: many documents in one file, by PlutoPrint; what is looked at before, and read back after."""
