"""The witness: heads of the journal kept elsewhere, what they are compared with, and how a register begins again."""
