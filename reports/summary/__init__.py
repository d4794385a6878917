"""What follows from a record, in words: one set of cards for tabs, command line and paper."""
