"""The tables: made, unmade with data in them, made again, and equal to the models."""
