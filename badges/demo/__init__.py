"""The demonstration programme: invented, complete, and built by the services of real use."""
