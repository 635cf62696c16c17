"""Forgetting a person: what goes and what stays."""
