"""`badges verify`: the verdict as a sentence, as JSON and as an exit code."""
