"""Open Badges 2.0 as values and bytes: no framework, database, clock, randomness or network."""
