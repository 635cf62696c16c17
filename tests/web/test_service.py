"""What machines ask of the service itself: health, readiness, robots."""
