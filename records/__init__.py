"""What is kept: case files now, the encrypted store beside them. Knows files, not Qt."""
