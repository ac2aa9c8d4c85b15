"""What the papers become that were signed and come back: read, sorted, put together, written in the register."""
