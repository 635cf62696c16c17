"""JSON-LD objects to documents and back; one module a version of the standard."""
