"""Child processes born of nothing: engines, and readers of what comes from outside, that hold no secret."""
