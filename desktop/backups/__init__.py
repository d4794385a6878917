"""Backups in the window and on the command line: when the last one was made, putting one back."""
