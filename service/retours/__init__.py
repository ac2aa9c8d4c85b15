"""Signed papers that come back, for programs and for people."""
