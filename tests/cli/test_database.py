"""`badges db upgrade`: once, twice, and with a database that is away."""
