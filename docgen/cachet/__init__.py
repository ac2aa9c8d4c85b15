"""The operator's electronic seal on archive PDFs: the only owner of pyHanko, loaded when a seal is configured.

``certificat`` opens what the operator was given, ``scellement`` seals, ``lecture_cachet`` says what a seal is worth.
"""
