"""Nothing personal is in anything that leaves the house."""
