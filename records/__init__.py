"""What is kept: case files, and the store that holds them.

Knows files and SQL; knows neither Qt nor paper.
"""
