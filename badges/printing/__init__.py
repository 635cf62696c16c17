"""What leaves the screen: codes to scan. Values in, bytes out."""
