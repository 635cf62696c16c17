"""`badges award`: from an attendance list to badges, and every refusal."""
