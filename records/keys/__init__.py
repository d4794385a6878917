"""The keys: one random data key, wrapped for each person by a password and once for recovery."""
