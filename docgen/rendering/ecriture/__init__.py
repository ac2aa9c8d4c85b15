"""How letters become ink and text: what is written, what is drawn and what is read are one thing, in both engines.

Two kinds of signs. *Simple* ones are drawn by one glyph each, which stands for them alone: an engine given fonts that
can do nothing else cannot be wrong (:mod:`preparation`). All other signs (joined, stacked, reordered or combined) are
shaped here, word by word, by HarfBuzz (:mod:`trace`); each cluster becomes one glyph of a font made for the document,
under a code of its own, its *carrier* (:mod:`porteurs`, :mod:`faces`); when the file is written, carriers are read as
the letters of their clusters (:mod:`couche`).
"""
