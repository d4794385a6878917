"""A case file before it opens: what stands in it, and what could not be read."""
