"""What is asked of thousands of children that were drawn, or of every weight there is."""
