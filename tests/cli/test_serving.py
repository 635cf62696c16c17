"""`badges serve`: what stops a start, and what a proxy in front may say."""
