"""Sessions: deposited, controlled, shown with what they can give."""
