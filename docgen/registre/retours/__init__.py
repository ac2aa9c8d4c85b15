"""The papers that come back signed, in the register."""
