"""What the pages of an organisation and a badge class show."""
