"""Papers: their number, what they state, their life, the sheets and lots they are printed on."""
