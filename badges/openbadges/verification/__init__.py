"""Is this badge what it says? Submission → evidence (the only fetching) → checks → report."""
