"""How often somebody may ask, and the connections that read and write."""
