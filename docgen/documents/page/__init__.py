"""What document types share: how a type is described, and the parts of its pages, words and names."""
