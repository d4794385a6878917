"""Words and paper: one summary of a case in words, and the sheets made from it.

Knows reportlab; knows neither Qt nor SQL.
"""
