"""The laboratory values: one grid with a column for each time, and results that are pasted in."""
