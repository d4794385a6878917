"""The treatment log in words: its rows, its days and what follows, for screen and paper alike."""
