"""How typed text becomes a number, a day, a time or a line of text. No Qt, no limits, no rules."""
