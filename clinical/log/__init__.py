"""The daily treatment log: a view of the record by day and by time, and what follows from it."""
