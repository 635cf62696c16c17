"""The one way out: documents of strangers, by addresses that strangers wrote (trust.md 5)."""
