"""What was promised holds, whatever becomes of those who promised it."""
