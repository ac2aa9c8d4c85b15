"""Papers that come back, as pictures: their codes read, their pages turned upright, their ink measured."""
