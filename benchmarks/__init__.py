"""Measures of what the project claims: one script a claim, its peers beside it in the same run.

``python -m benchmarks.<nom>`` writes ``benchmarks/resultats/<nom>.json``; ``annee.json`` comes from the proof that runs
the national year, ``python -m tests.preuves.annee``.
"""
