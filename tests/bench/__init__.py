"""What a hand feels, each beside the bare minimum of the same libraries: ``make bench``."""
