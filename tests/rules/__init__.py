"""What holds of the rule files: each number has its row, each rule its page."""
