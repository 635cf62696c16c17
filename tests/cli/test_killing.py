"""kill -9 in the middle of `badges award` for 200 people: all or none, and each exactly once."""
