"""People: what each role may do, who is at the workstation, and the accounts."""
