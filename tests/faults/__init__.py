"""Faults tried by the hundred against the real program: ``make faults`` (docs/reliability.md)."""
