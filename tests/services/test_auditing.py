"""The audit log and what shows that it was changed."""
