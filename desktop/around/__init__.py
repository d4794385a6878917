"""What stands beside the child: help, settings, and the page of the program's own error."""
