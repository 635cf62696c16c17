"""What verifiers fetch, by state."""
