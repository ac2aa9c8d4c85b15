"""What signs: the keys, the file that holds them, and the token of a paper."""
