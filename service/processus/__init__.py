"""The child processes that render: limited in time and memory, forked warm, replaced before they grow old."""
