"""Our own documents for the verifier."""
