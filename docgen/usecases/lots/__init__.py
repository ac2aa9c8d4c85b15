"""Print lots: many sessions, a few volumes, and the accounts that let them be trusted.

Three steps, each of which can be taken again: :func:`preparer` checks, numbers and cuts; :func:`rendre` prints one
piece, whoever and wherever it is; :func:`conclure` balances and lets the lot go. They meet only in the store.
"""
