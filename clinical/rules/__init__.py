"""What is known: the shapes of the rule files, how they are read, and the rulebook."""
