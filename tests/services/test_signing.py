"""From promises to tokens and mirrors."""
