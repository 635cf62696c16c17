"""What Open Badges documents say, as frozen values; one module a version of the standard."""
