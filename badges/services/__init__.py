"""Acts. Each takes a session first, then its collaborators, then values and `now`; none commits."""
