"""What was entered about one child: the case, its entries and which of them are wrong input."""
