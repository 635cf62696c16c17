"""One verdict on a badge, however it is handed in."""
