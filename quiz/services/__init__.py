"""Use cases: the only code that writes to the store. Each takes the database, who asks and `now`, and gives values."""
