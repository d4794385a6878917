"""One file for each tab. A tab knows the store and draws itself from its state, and no other tab."""
