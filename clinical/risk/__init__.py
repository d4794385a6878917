"""The point scores."""
