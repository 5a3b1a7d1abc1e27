"""The ledger: accepted returns with their originals, every revision, never overwritten. All SQL of the program."""
