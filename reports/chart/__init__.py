"""The chart of the treatment log: described once, drawn on screen and paper by two painters."""
