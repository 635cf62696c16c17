"""What the demonstration's home page opens."""
