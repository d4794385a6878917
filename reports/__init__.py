"""Words and paper: one summary of a case in words, and the sheets made from it. Knows reportlab, not Qt, not SQL."""
