"""The store: one encrypted file, what stands in it, and the chain that shows it was not changed.

The only package that knows SQL.
"""
