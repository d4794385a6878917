"""The clinical knowledge: what was entered, what is known, and what follows from both.

Pure: no Qt, no files, no clock, no logging and no wording. "Now" is an argument, rules come
in as text, results go out as codes and exact numbers.
"""
