"""What a person sets for the own window, and what the site has set for everybody."""
