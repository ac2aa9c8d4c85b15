"""The only door for outside data: the JSON payload, version 1, to and from the domain."""
