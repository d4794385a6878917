"""One file for each tab: it knows the store and draws itself from the state."""
