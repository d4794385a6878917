"""Pictures of the window, made by the program itself: ``make pictures``."""
