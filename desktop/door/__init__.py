"""Signing in, coming back, and locking: everything about who is at the workstation."""
