"""What can be printed of the child on the screen: a file for each document, described and frozen.

CONTRIBUTING.md says how to add one.
"""
