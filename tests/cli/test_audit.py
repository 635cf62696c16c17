"""`badges audit verify`: names the first line that does not fit."""
